"""A module of the bus that is written in another language: it does what the lines of its standard input say, one packet at a time."""

import json
import os
import socket
import sys
import threading
import time
import uuid


def message(source, destination, operation, resource, content, sync=False, parent=""):
    header = {"msg_id": str(uuid.uuid4()), "timestamp": int(time.time() * 1000), "type": "unixpacket"}
    if sync:
        header["sync"] = True
    if parent:
        header["parent_msg_id"] = parent
    route = {"source": source, "group": "user", "operation": operation, "resource": resource, "destination": destination}
    return {"header": header, "route": route, "content": content}


def packet(value):
    return (json.dumps(value) + "\n").encode()


def connect(address):
    connected = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connected.connect(address)
    return connected


def join(address, name):
    """Connects until it is taken in."""
    while True:
        try:
            joined = connect(address)
            joined.send(packet(message(name, "", "add", "module", "", sync=True)))
            answer = joined.recv(65536)
            if answer and json.loads(answer)["route"]["operation"] == "response":
                return joined
            joined.close()
        except OSError:
            pass
        time.sleep(0.02)


class Traffic:
    """Sends numbers to a module that returns them, over as many connections as it takes, and counts what comes back."""

    def __init__(self, address, name, count):
        self.address, self.name, self.count = address, name, count
        self.seen, self.doubled, self.connections = set(), 0, 0
        self.changed = threading.Condition()
        self.socket = None

    def run(self):
        threading.Thread(target=self.send, daemon=True).start()
        while len(self.seen) < self.count:
            self.read(join(self.address, self.name))
        return "seen %d doubled %d connections %d" % (len(self.seen), self.doubled, self.connections)

    def read(self, joined):
        with self.changed:
            self.socket = joined
            self.connections += 1
            self.changed.notify_all()
        try:
            while len(self.seen) < self.count:
                came = joined.recv(65536)
                if not came:
                    break
                number = json.loads(came)["content"]
                self.doubled += number in self.seen
                self.seen.add(number)
        except OSError:
            pass
        with self.changed:
            self.socket = None
        joined.close()

    def send(self):
        for number in range(self.count):
            wanted = packet(message(self.name, "testManager", "update", "echo/" + self.name, number))
            while not self.sent(wanted):
                pass
            time.sleep(0.001)

    def sent(self, wanted):
        with self.changed:
            self.changed.wait_for(lambda: self.socket)
            current = self.socket
        try:
            return current.send(wanted) > 0
        except OSError:
            time.sleep(0.005)
            return False


def received(connected):
    try:
        came = connected.recv(1 << 20)
    except OSError as failure:
        return "ERROR " + failure.strerror
    return came.decode().strip() if came else "END"


def main():
    connected = None
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        if word == "connect":
            connected = connect(rest)
            print("connected", flush=True)
        elif word == "accept":
            offered = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            offered.bind(rest)
            offered.listen(1)
            connected, _ = offered.accept()
            print("accepted", flush=True)
        elif word == "user":
            os.setuid(int(rest))
        elif word == "send":
            connected.send(rest.encode() + b"\n")
        elif word == "size":
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * int(rest))
            connected.send(b"x" * int(rest))
        elif word == "read":
            print(received(connected), flush=True)
        elif word == "traffic":
            address, name, count = rest.split()
            print(Traffic(address, name, int(count)).run(), flush=True)


main()
