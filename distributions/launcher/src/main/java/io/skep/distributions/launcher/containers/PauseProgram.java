package io.skep.distributions.launcher.containers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/**
 * The program that holds a pod's namespaces: it waits for signals, collects ended processes at SIGCHLD and ends at SIGTERM and SIGINT. Written
 * here instruction by instruction, because no compiler can be expected on an edge and a shell would need twenty times the memory. As process 1
 * it has to block the signals that it waits for; the kernel would drop them otherwise.
 */
final class PauseProgram {

    private static final int HEADERS = 64 + 56;
    private static final long ADDRESS = 0x40_0000;
    private static final int SIGNALS = 1 << 15 - 1 | 1 << 2 - 1 | 1 << 17 - 1;

    private static final int[] AMD64 = {
        0xb8, 0x0e, 0x00, 0x00, 0x00, //             mov  $14, %eax          rt_sigprocmask(SIG_BLOCK, signals, 0, 8)
        0x31, 0xff, //                               xor  %edi, %edi
        0x48, 0x8d, 0x35, 0x4e, 0x00, 0x00, 0x00, // lea  signals(%rip), %rsi
        0x31, 0xd2, //                               xor  %edx, %edx
        0x41, 0xba, 0x08, 0x00, 0x00, 0x00, //       mov  $8, %r10d
        0x0f, 0x05, //                               syscall
        0xb8, 0x80, 0x00, 0x00, 0x00, //       wait: mov  $128, %eax         rt_sigtimedwait(signals, 0, 0, 8)
        0x48, 0x8d, 0x3d, 0x38, 0x00, 0x00, 0x00, // lea  signals(%rip), %rdi
        0x31, 0xf6, //                               xor  %esi, %esi
        0x31, 0xd2, //                               xor  %edx, %edx
        0x41, 0xba, 0x08, 0x00, 0x00, 0x00, //       mov  $8, %r10d
        0x0f, 0x05, //                               syscall
        0x83, 0xf8, 0x11, //                         cmp  $17, %eax          SIGCHLD?
        0x75, 0x1a, //                               jne  other
        0xb8, 0x3d, 0x00, 0x00, 0x00, //       reap: mov  $61, %eax          wait4(-1, 0, WNOHANG, 0)
        0x83, 0xcf, 0xff, //                         or   $-1, %edi
        0x31, 0xf6, //                               xor  %esi, %esi
        0xba, 0x01, 0x00, 0x00, 0x00, //             mov  $1, %edx
        0x45, 0x31, 0xd2, //                         xor  %r10d, %r10d
        0x0f, 0x05, //                               syscall
        0x85, 0xc0, //                               test %eax, %eax
        0x7f, 0xe8, //                               jg   reap
        0xeb, 0xc9, //                               jmp  wait
        0x85, 0xc0, //                        other: test %eax, %eax
        0x78, 0xc5, //                               js   wait               interrupted by another signal
        0xb8, 0x3c, 0x00, 0x00, 0x00, //             mov  $60, %eax          exit(0)
        0x31, 0xff, //                               xor  %edi, %edi
        0x0f, 0x05, //                               syscall
    };

    private static final int[] ARM64 = {
        0xd28010e8, //       mov  x8, #135      rt_sigprocmask(SIG_BLOCK, signals, 0, 8)
        0xd2800000, //       mov  x0, #0
        0x10000341, //       adr  x1, signals
        0xd2800002, //       mov  x2, #0
        0xd2800103, //       mov  x3, #8
        0xd4000001, //       svc  #0
        0xd2801128, // wait: mov  x8, #137      rt_sigtimedwait(signals, 0, 0, 8)
        0x100002a0, //       adr  x0, signals
        0xd2800001, //       mov  x1, #0
        0xd2800002, //       mov  x2, #0
        0xd2800103, //       mov  x3, #8
        0xd4000001, //       svc  #0
        0x7100441f, //       cmp  w0, #17       SIGCHLD?
        0x54000141, //       b.ne other
        0xd2802088, // reap: mov  x8, #260      wait4(-1, 0, WNOHANG, 0)
        0x92800000, //       mov  x0, #-1
        0xd2800001, //       mov  x1, #0
        0xd2800022, //       mov  x2, #1
        0xd2800003, //       mov  x3, #0
        0xd4000001, //       svc  #0
        0x7100001f, //       cmp  w0, #0
        0x54ffff2c, //       b.gt reap
        0x17fffff0, //       b    wait
        0x7100001f, // other: cmp w0, #0
        0x54fffdcb, //       b.lt wait          interrupted by another signal
        0xd2800ba8, //       mov  x8, #93       exit(0)
        0xd2800000, //       mov  x0, #0
        0xd4000001, //       svc  #0
    };

    /** ELF's numbers of the machines, by Java's names. */
    private static final Map<String, Integer> MACHINES = Map.of("amd64", 62, "aarch64", 183);

    private PauseProgram() {}

    /**
     * The whole executable file; empty for a processor that it is not written for.
     *
     * @param machine as the system property os.arch names it
     */
    static Optional<byte[]> of(String machine) {
        return Optional.ofNullable(MACHINES.get(machine)).map(number -> elf(number, code(machine)));
    }

    private static byte[] code(String machine) {
        boolean amd = machine.equals("amd64");
        int[] words = amd ? AMD64 : ARM64;
        ByteBuffer code = ByteBuffer.allocate(words.length * (amd ? 1 : 4) + 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            if (amd) {
                code.put((byte) word);
            } else {
                code.putInt(word);
            }
        }
        return code.putLong(SIGNALS).array();
    }

    private static byte[] elf(int machine, byte[] code) {
        long length = HEADERS + code.length;
        ByteBuffer file = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x464c457f).put(new byte[] {2, 1, 1}).position(16);
        file.putShort((short) 2).putShort((short) machine).putInt(1);
        file.putLong(ADDRESS + HEADERS).putLong(64).putLong(0).putInt(0);
        file.putShort((short) 64).putShort((short) 56).putShort((short) 1).position(64);
        file.putInt(1).putInt(5).putLong(0).putLong(ADDRESS).putLong(ADDRESS);
        file.putLong(length).putLong(length).putLong(0x1_0000);
        return file.put(code).array();
    }
}
