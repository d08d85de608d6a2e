package io.skep.common.kubeapi.schema;

import static io.skep.common.kubeapi.schema.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategicMergeTest {

    private static ObjectNode patch(String kind, String original, String patch) {
        return StrategicMerge.apply(tree(original), tree(patch), "", "v1", kind);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "containers merge by name | {'spec':{'containers':[{'name':'a','image':'1'},{'name':'b','image':'1'}]}}"
                        + " | {'spec':{'containers':[{'name':'b','image':'2'}]}}"
                        + " | {'spec':{'containers':[{'name':'a','image':'1'},{'name':'b','image':'2'}]}}",
                "a new item stands where the patch puts it | {'spec':{'containers':[{'name':'a'},{'name':'b'}]}}"
                        + " | {'$x':1,'spec':{'containers':[{'name':'c'},{'name':'a'}]}}"
                        + " | {'$x':1,'spec':{'containers':[{'name':'c'},{'name':'a'},{'name':'b'}]}}",
                "an item is deleted by its key | {'spec':{'containers':[{'name':'a'},{'name':'b'}]}}"
                        + " | {'spec':{'containers':[{'name':'a','$patch':'delete'}]}}"
                        + " | {'spec':{'containers':[{'name':'b'}]}}",
                "a list is replaced | {'spec':{'containers':[{'name':'a'},{'name':'b'}]}}"
                        + " | {'spec':{'containers':[{'name':'c'},{'$patch':'replace'}]}}"
                        + " | {'spec':{'containers':[{'name':'c'}]}}",
                "an item is replaced | {'spec':{'securityContext':{'runAsUser':1,'fsGroup':2}}}"
                        + " | {'spec':{'securityContext':{'$patch':'replace','runAsUser':5}}}"
                        + " | {'spec':{'securityContext':{'runAsUser':5}}}",
                "a structure is emptied | {'spec':{'securityContext':{'runAsUser':1},'x':1}}"
                        + " | {'spec':{'securityContext':{'$patch':'delete'}}}"
                        + " | {'spec':{'securityContext':{},'x':1}}",
                "null removes | {'metadata':{'labels':{'a':'1','b':'2'}}}"
                        + " | {'metadata':{'labels':{'a':null,'c':null}}} | {'metadata':{'labels':{'b':'2'}}}",
                "tolerations are atomic | {'spec':{'tolerations':[{'key':'a'}]}}"
                        + " | {'spec':{'tolerations':[{'key':'b'}]}} | {'spec':{'tolerations':[{'key':'b'}]}}",
                "finalizers merge as a set | {'metadata':{'finalizers':['a','b']}}"
                        + " | {'metadata':{'finalizers':['c','a']}} | {'metadata':{'finalizers':['c','a','b']}}",
                "single values are deleted | {'metadata':{'finalizers':['a','b','c']}}"
                        + " | {'metadata':{'$deleteFromPrimitiveList/finalizers':['a','c']}} | {'metadata':{'finalizers':['b']}}",
                "env and mounts merge inside a container | {'spec':{'containers':[{'name':'c','env':[{'name':'A','value':'1'}],"
                        + "'volumeMounts':[{'mountPath':'/a','name':'v'}],'ports':[{'containerPort':80}]}]}}"
                        + " | {'spec':{'containers':[{'name':'c','env':[{'name':'B','value':'2'}],"
                        + "'volumeMounts':[{'mountPath':'/a','readOnly':true}],'ports':[{'containerPort':80,'name':'w'}]}]}}"
                        + " | {'spec':{'containers':[{'name':'c','env':[{'name':'B','value':'2'},{'name':'A','value':'1'}],"
                        + "'volumeMounts':[{'mountPath':'/a','name':'v','readOnly':true}],'ports':[{'containerPort':80,'name':'w'}]}]}}",
                "retained keys replace a volume's source | {'spec':{'volumes':[{'name':'v','emptyDir':{}}]}}"
                        + " | {'spec':{'volumes':[{'name':'v','$retainKeys':['name','hostPath'],'hostPath':{'path':'/x'}}]}}"
                        + " | {'spec':{'volumes':[{'name':'v','hostPath':{'path':'/x'}}]}}",
                "conditions merge by type | {'status':{'conditions':[{'type':'Ready','status':'False'},{'type':'X','status':'True'}]}}"
                        + " | {'status':{'conditions':[{'type':'Ready','status':'True'}]}}"
                        + " | {'status':{'conditions':[{'type':'Ready','status':'True'},{'type':'X','status':'True'}]}}",
                "unknown lists are replaced | {'spec':{'containers':[{'name':'a','args':['1','2']}]}}"
                        + " | {'spec':{'containers':[{'name':'a','args':['3']}]}}"
                        + " | {'spec':{'containers':[{'name':'a','args':['3']}]}}",
                "additions carry no directives and nulls | {} | {'spec':{'a':null,'volumes':[{'name':'v','$retainKeys':['name']},"
                        + "{'name':'w','$patch':'delete'}]}} | {'spec':{'volumes':[{'name':'v'}]}}"
            })
    void mergesPods(String what, String original, String patch, String result) {
        ObjectNode expected = tree(result);
        expected.remove("$x");
        ObjectNode given = tree(patch);
        given.remove("$x");
        assertThat(StrategicMerge.apply(tree(original), given, "", "v1", "Pod"))
                .as(what)
                .isEqualTo(expected);
    }

    @Test
    void elementOrderIsTheClientsAndServerOnlyItemsKeepTheirPlace() {
        assertThat(patch(
                        "Pod",
                        "{'spec':{'containers':[{'name':'a'},{'name':'injected'},{'name':'b'}]}}",
                        "{'spec':{'$setElementOrder/containers':[{'name':'b'},{'name':'a'},{'name':'c'}],"
                                + "'containers':[{'name':'c','image':'x'}]}}"))
                .isEqualTo(tree("{'spec':{'containers':[{'name':'injected'},{'name':'b'},{'name':'a'},"
                        + "{'name':'c','image':'x'}]}}"));
    }

    @Test
    void anOrderWithoutItemsReorders() {
        assertThat(patch(
                        "Pod",
                        "{'metadata':{'finalizers':['a','b']}}",
                        "{'metadata':{'$setElementOrder/finalizers':['b','a']}}"))
                .isEqualTo(tree("{'metadata':{'finalizers':['b','a']}}"));
    }

    /** What kubectl apply sends when the manifest drops one of two containers' variables that it had set itself. */
    @Test
    void threeWayApplyKeepsWhatOthersSet() {
        assertThat(patch(
                        "Pod",
                        "{'metadata':{'annotations':{'other':'1','last':'old'}},'spec':{'nodeName':'n','containers':"
                                + "[{'name':'c','image':'1','env':[{'name':'MINE','value':'x'},{'name':'THEIRS','value':'y'}]}]}}",
                        "{'metadata':{'annotations':{'last':'new'}},'spec':{'$setElementOrder/containers':[{'name':'c'}],"
                                + "'containers':[{'name':'c','image':'2','$setElementOrder/env':[],"
                                + "'env':[{'name':'MINE','$patch':'delete'}]}]}}"))
                .isEqualTo(tree("{'metadata':{'annotations':{'other':'1','last':'new'}},'spec':{'nodeName':'n',"
                        + "'containers':[{'name':'c','image':'2','env':[{'name':'THEIRS','value':'y'}]}]}}"));
    }

    @Test
    void nodeStatusOfTheEdgeMerges() {
        assertThat(
                        patch(
                                "Node",
                                "{'spec':{'taints':[{'key':'a'}]},'status':{'addresses':[{'type':'InternalIP','address':'1'},"
                                        + "{'type':'Hostname','address':'h'}]}}",
                                "{'spec':{'taints':[{'key':'b'}]},'status':{'addresses':[{'type':'InternalIP','address':'2'}]}}"))
                .isEqualTo(tree("{'spec':{'taints':[{'key':'b'}]},'status':{'addresses':[{'type':'InternalIP',"
                        + "'address':'2'},{'type':'Hostname','address':'h'}]}}"));
    }

    @Test
    void argumentsAreNotChanged() {
        ObjectNode original = tree("{'spec':{'containers':[{'name':'a'}]}}");
        ObjectNode patch = tree("{'spec':{'containers':[{'name':'a','image':'x'}]}}");
        StrategicMerge.apply(original, patch, "", "v1", "Pod");
        assertThat(original).isEqualTo(tree("{'spec':{'containers':[{'name':'a'}]}}"));
        assertThat(patch).isEqualTo(tree("{'spec':{'containers':[{'name':'a','image':'x'}]}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'spec':{'containers':[{'image':'x'}]}} | does not contain declared merge key: name",
                "{'spec':{'$patch':'explode'}} | unknown patch type found: explode",
                "{'spec':{'$retainKeys':['a'],'b':1}} | missing in its $retainKeys list",
                "{'metadata':{'$deleteFromPrimitiveList/finalizers':'a'}} | it must be a list",
                "{'spec':{'$setElementOrder/containers':[{'name':'a'}],'containers':[{'name':'b'}]}} | doesn't match $setElementOrder"
            })
    void malformedPatchesAreRefused(String patch, String message) {
        assertThatThrownBy(() -> patch("Pod", "{'metadata':{'finalizers':['a']},'spec':{'containers':[]}}", patch))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void customKindsHaveNoStrategicMerge() {
        assertThatThrownBy(() -> StrategicMerge.apply(tree("{}"), tree("{}"), "x.io", "v1", "Thing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x.io/v1 Thing");
    }
}
