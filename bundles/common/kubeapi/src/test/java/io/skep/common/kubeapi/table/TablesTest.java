package io.skep.common.kubeapi.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.table.Tables.Include;
import io.skep.common.model.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablesTest {

    private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");

    private static ObjectNode tree(String text) throws IOException {
        return (ObjectNode) Json.parse(text.replace('\'', '"'));
    }

    private static String cells(TableColumns columns, String object) throws IOException {
        return Json.write(columns.cells(tree(object), NOW)).replace('"', '\'');
    }

    private static String names(TableColumns columns, int priority) {
        StringBuilder names = new StringBuilder();
        for (JsonNode column : columns.definitions()) {
            if (column.path("priority").asInt() <= priority) {
                names.append(names.isEmpty() ? "" : "|")
                        .append(column.path("name").asText());
            }
        }
        return names.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "'',Pod,Name|Ready|Status|Restarts|Age|IP|Node|Nominated Node|Readiness Gates",
        "'',Node,Name|Status|Roles|Age|Version|Internal-IP|External-IP|OS-Image|Kernel-Version|Container-Runtime",
        "'',Namespace,Name|Status|Age",
        "'',ConfigMap,Name|Data|Age",
        "'',Secret,Name|Type|Data|Age",
        "'',ServiceAccount,Name|Secrets|Age",
        "'',Event,Last Seen|Type|Reason|Object|Subobject|Source|Message|First Seen|Count|Name",
        "coordination.k8s.io,Lease,Name|Holder|Age",
        "node.k8s.io,RuntimeClass,Name|Handler|Age",
        "apiextensions.k8s.io,CustomResourceDefinition,Name|Created At",
        "'',PersistentVolume,Name|Capacity|Access Modes|Reclaim Policy|Status|Claim|StorageClass|Reason|Age|VolumeMode",
        "'',PersistentVolumeClaim,Name|Status|Volume|Capacity|Access Modes|StorageClass|Age|VolumeMode",
        "storage.k8s.io,VolumeAttachment,Name|Attacher|PV|Node|Attached|Age"
    })
    void columnsAreKubectls(String group, String kind, String columns) {
        assertThat(names(Tables.builtin(group, kind), 1)).isEqualTo(columns);
    }

    @Test
    void theRestOfAPodIsForWideOutput() {
        assertThat(names(Tables.builtin("", "Pod"), 0)).isEqualTo("Name|Ready|Status|Restarts|Age");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Pending | {'phase':'Pending'} | 0/2 | 0",
                "Evicted | {'phase':'Failed','reason':'Evicted'} | 0/2 | 0",
                "ContainerCreating | {'phase':'Pending','containerStatuses':[{'state':{'waiting':{'reason':'ContainerCreating'}}}]} | 0/2 | 0",
                "CrashLoopBackOff | {'phase':'Running','containerStatuses':[{'restartCount':3,'lastState':{'terminated':{'finishedAt':'2026-01-09T23:59:00Z'}},'state':{'waiting':{'reason':'CrashLoopBackOff'}}},{'ready':true,'state':{'running':{}}}]} | 1/2 | 3 (60s ago)",
                "Running | {'phase':'Running','containerStatuses':[{'ready':true,'state':{'running':{}}},{'ready':true,'restartCount':1,'state':{'running':{}}}]} | 2/2 | 1",
                "Completed | {'phase':'Succeeded','containerStatuses':[{'state':{'terminated':{'reason':'Completed'}}}]} | 0/2 | 0",
                "NotReady | {'phase':'Running','containerStatuses':[{'state':{'terminated':{'reason':'Completed'}}},{'ready':true,'state':{'running':{}}}]} | 1/2 | 0",
                "ExitCode:3 | {'phase':'Failed','containerStatuses':[{'state':{'terminated':{'exitCode':3}}}]} | 0/2 | 0",
                "Signal:9 | {'phase':'Failed','containerStatuses':[{'state':{'terminated':{'signal':9,'exitCode':137}}}]} | 0/2 | 0",
                "Init:1/3 | {'phase':'Pending','initContainerStatuses':[{'state':{'terminated':{'exitCode':0}}},{'state':{'running':{}}}]} | 0/2 | 0",
                "Init:Error | {'phase':'Pending','initContainerStatuses':[{'restartCount':2,'state':{'terminated':{'exitCode':1,'reason':'Error'}}}]} | 0/2 | 2",
                "Init:ErrImagePull | {'phase':'Pending','initContainerStatuses':[{'state':{'waiting':{'reason':'ErrImagePull'}}}]} | 0/2 | 0",
                "SchedulingGated | {'phase':'Pending','conditions':[{'type':'PodScheduled','reason':'SchedulingGated'}]} | 0/2 | 0"
            })
    void podStatusFollowsThePrinter(String expected, String status, String ready, String restarts) throws IOException {
        String pod = "{'metadata':{'name':'p','creationTimestamp':'2026-01-09T23:00:00Z'},'spec':{'containers':[{},{}],"
                + "'initContainers':[{},{},{}]},'status':" + status + "}";
        assertThat(cells(Tables.builtin("", "Pod"), pod))
                .isEqualTo("['p','" + ready + "','" + expected + "','" + restarts
                        + "','60m','<none>','<none>','<none>','<none>']");
    }

    @Test
    void deletedPodsAreTerminating() throws IOException {
        String pod = "{'metadata':{'name':'p','deletionTimestamp':'2026-01-09T23:00:00Z'},'spec':{'nodeName':'n',"
                + "'containers':[{}],'readinessGates':[{'conditionType':'g'}]},'status':{'phase':'Running',"
                + "'podIPs':[{'ip':'10.0.0.1'}],'conditions':[{'type':'g','status':'True'}]}}";
        assertThat(cells(Tables.builtin("", "Pod"), pod))
                .isEqualTo("['p','0/1','Terminating','0','<unknown>','10.0.0.1','n','<none>','1/1']");
        assertThat(cells(Tables.builtin("", "Pod"), pod.replace("'phase':'Running'", "'reason':'NodeLost'")))
                .contains("'Unknown'");
    }

    @Test
    void nodesShowReadinessRolesAndAddresses() throws IOException {
        assertThat(cells(
                        Tables.builtin("", "Node"),
                        "{'metadata':{'name':'edge-1','creationTimestamp':'2026-01-01T00:00:00Z','labels':"
                                + "{'node-role.kubernetes.io/edge':'','node-role.kubernetes.io/agent':''}},"
                                + "'spec':{'unschedulable':true},'status':{'conditions':[{'type':'Ready','status':'True'}],"
                                + "'addresses':[{'type':'InternalIP','address':'127.0.0.1'}],"
                                + "'nodeInfo':{'kubeletVersion':'v1.26.7-kubeedge-v1.15.0'}}}"))
                .isEqualTo("['edge-1','Ready,SchedulingDisabled','agent,edge','9d','v1.26.7-kubeedge-v1.15.0',"
                        + "'127.0.0.1','<none>','<unknown>','<unknown>','<unknown>']");
        assertThat(cells(Tables.builtin("", "Node"), "{'status':{'conditions':[{'type':'Ready','status':'Unknown'}]}}"))
                .startsWith("['','NotReady','<none>'");
    }

    @Test
    void eventsOfBothGroupsAreShownAlike() throws IOException {
        String line = "['5s','Warning','FailedScheduling','pod/p','','default-scheduler','no node','60s',3,'p.1']";
        assertThat(
                        cells(
                                Tables.builtin("", "Event"),
                                "{'metadata':{'name':'p.1'},'type':'Warning','reason':'FailedScheduling','involvedObject':"
                                        + "{'kind':'Pod','name':'p'},'source':{'component':'default-scheduler'},'message':'no node',"
                                        + "'firstTimestamp':'2026-01-09T23:59:00Z','lastTimestamp':'2026-01-09T23:59:55Z','count':3}"))
                .isEqualTo(line);
        assertThat(cells(
                        Tables.builtin("events.k8s.io", "Event"),
                        "{'metadata':{'name':'p.1'},'type':'Warning','reason':'FailedScheduling','regarding':{'kind':'Pod',"
                                + "'name':'p'},'reportingController':'default-scheduler','note':'no node','eventTime':"
                                + "'2026-01-09T23:59:00.000000Z','series':{'count':3,'lastObservedTime':"
                                + "'2026-01-09T23:59:55.000000Z'}}"))
                .isEqualTo(line);
    }

    @Test
    void volumesShowTheirClaimAndModes() throws IOException {
        assertThat(
                        cells(
                                Tables.builtin("", "PersistentVolume"),
                                "{'metadata':{'name':'v'},'spec':{'capacity':{'storage':'1Gi'},'accessModes':['ReadWriteOnce',"
                                        + "'ReadOnlyMany'],'claimRef':{'namespace':'d','name':'c'}},'status':{'phase':'Bound'}}"))
                .isEqualTo("['v','1Gi','RWO,ROX','','Bound','d/c','','','<unknown>','<unset>']");
    }

    @Test
    void customColumnsFollowTheirPaths() throws IOException {
        JsonNode columns = tree("{'c':[{'name':'Spec','type':'string','jsonPath':'.spec.cron'},"
                        + "{'name':'N','type':'integer','jsonPath':'.spec.n','priority':1},"
                        + "{'name':'Ready','type':'string','jsonPath':'.status.conditions[?(@.type==\\'Ready\\')].status'},"
                        + "{'name':'All','type':'string','jsonPath':'.spec.list[*].x'},"
                        + "{'name':'First','type':'number','jsonPath':'.spec.nums[0]'},"
                        + "{'name':'Odd','type':'string','jsonPath':'.metadata.labels[\\'a.b/c\\']'},"
                        + "{'name':'When','type':'date','jsonPath':'.spec.when'},"
                        + "{'name':'Bad','type':'string','jsonPath':'.spec[?(('},"
                        + "{'name':'Wrong','type':'integer','jsonPath':'.spec.cron'}]}"
                                .replace("\\'", "\u0001")
                                .replace('\'', '"')
                                .replace('\u0001', '\''))
                .path("c");
        assertThat(columns.size()).isEqualTo(9);
        String object = "{'metadata':{'name':'x','labels':{'a.b/c':'l'}},'spec':{'cron':'* *','n':4,'list':[{'x':1},"
                + "{'x':{'y':2}}],'nums':[1.5],'when':'2026-01-08T00:00:00Z'},'status':{'conditions':"
                + "[{'type':'A','status':'False'},{'type':'Ready','status':'True'}]}}";
        assertThat(cells(Tables.custom(columns), object).replace("\\", ""))
                .isEqualTo("['x','* *',4,'True','1 {'y':2}',1.5,'l','2d',null,null]");
    }

    @Test
    void customKindsWithoutColumnsShowTheirAge() {
        assertThat(names(Tables.custom(Json.MAPPER.createArrayNode()), 0)).isEqualTo("Name|Age");
    }

    @Test
    void tablesCarryMetadataColumnsRowsAndConditions() throws IOException {
        ObjectNode pod = tree("{'kind':'Pod','metadata':{'name':'p','uid':'u'},'status':{'phase':'Succeeded'}}");
        ObjectNode table = Tables.table(
                Tables.builtin("", "Pod"),
                List.of(pod),
                tree("{'resourceVersion':'7','name':'x'}"),
                Include.METADATA,
                true,
                NOW);
        assertThat(table.path("metadata")).isEqualTo(tree("{'resourceVersion':'7'}"));
        assertThat(table.path("columnDefinitions")).hasSize(9);
        assertThat(table.at("/rows/0/object"))
                .isEqualTo(
                        tree(
                                "{'kind':'PartialObjectMetadata','apiVersion':'meta.k8s.io/v1','metadata':{'name':'p','uid':'u'}}"));
        assertThat(table.at("/rows/0/conditions/0/reason").asText()).isEqualTo("Succeeded");
        ObjectNode later =
                Tables.table(Tables.builtin("", "Pod"), List.of(pod), pod.path("metadata"), Include.OBJECT, false, NOW);
        assertThat(later.get("columnDefinitions").isNull()).isTrue();
        assertThat(later.at("/rows/0/object")).isEqualTo(pod);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0s",
        "119,119s",
        "120,2m",
        "150,2m30s",
        "600,10m",
        "10799,179m",
        "10800,3h",
        "16200,4h30m",
        "172799,47h",
        "172800,2d",
        "180000,2d2h",
        "691200,8d",
        "63072000,2y",
        "63158400,2y1d",
        "252288000,8y",
        "-1,0s",
        "-5,<invalid>"
    })
    void agesAreShort(long seconds, String age) throws IOException {
        String created = NOW.minusSeconds(seconds).toString();
        assertThat(cells(Tables.builtin("x", "Y"), "{'metadata':{'name':'n','creationTimestamp':'" + created + "'}}"))
                .isEqualTo("['n','" + age + "']");
    }
}
