package assignment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.assignment.AssignmentConfigs;
import org.apache.kafka.streams.processor.assignment.ProcessId;
import org.apache.kafka.streams.processor.internals.StreamsPartitionAssignor;
import org.apache.kafka.streams.processor.internals.assignment.ClientState;
import org.apache.kafka.streams.processor.internals.assignment.FallbackPriorTaskAssignor;
import org.apache.kafka.streams.processor.internals.assignment.HighAvailabilityTaskAssignor;
import org.apache.kafka.streams.processor.internals.assignment.LegacyTaskAssignor;
import org.apache.kafka.streams.processor.internals.assignment.RackAwareTaskAssignor;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Gives a group's tasks to its processes, and those of a process to its threads, with Java's own classes. */
final class Tasks {
    private Tasks() { }

    static ObjectNode answer(final JsonNode given) throws Exception {
        final ObjectNode scenario = given.deepCopy();
        scenario.remove("result");
        final Map<TaskId, Long> ends = new TreeMap<>();
        final SortedSet<TaskId> all = new TreeSet<>();
        final Map<TopicPartition, TaskId> taskOf = new HashMap<>();
        scenario.get("tasks").fields().forEachRemaining(entry -> {
            final TaskId task = TaskId.parse(entry.getKey());
            all.add(task);
            taskOf.put(partitionOf(task), task);
            if (!entry.getValue().isNull()) {
                ends.put(task, entry.getValue().asLong());
            }
        });
        final Map<ProcessId, ClientState> clients = new TreeMap<>();
        final Map<ProcessId, SortedSet<String>> consumers = new TreeMap<>();
        for (final JsonNode client : scenario.get("clients")) {
            final ProcessId id = new ProcessId(UUID.fromString(client.get("processId").asText()));
            consumers.put(id, new TreeSet<>());
            clients.put(id, state(id, client, consumers.get(id)));
            clients.get(id).initializePrevTasks(taskOf, false);
            clients.get(id).computeTaskLags(id, ends);
        }
        final AssignmentConfigs config = config(scenario.get("config"));
        final LegacyTaskAssignor assignor = scenario.get("assignor").asText().equals("fallback")
            ? new FallbackPriorTaskAssignor()
            : new HighAvailabilityTaskAssignor();
        final RackAwareTaskAssignor racks = new RackAwareTaskAssignor(null, Map.of(), Map.of(), Map.of(), Map.of(), null, config, Time.SYSTEM);
        final boolean isProbing = assignor.assign(clients, all, ends.keySet(), racks, config);
        final ObjectNode result = scenario.putObject("result");
        result.put("needsProbing", isProbing);
        final ObjectNode shares = result.putObject("shares");
        for (final Map.Entry<ProcessId, ClientState> entry : clients.entrySet()) {
            final ObjectNode share = shares.putObject(entry.getKey().toString());
            names(share.putArray("active"), entry.getValue().activeTasks());
            names(share.putArray("standby"), entry.getValue().standbyTasks());
            threads(share.putObject("threads"), entry.getValue(), consumers.get(entry.getKey()));
        }
        return scenario;
    }

    private static ClientState state(final ProcessId id, final JsonNode client, final SortedSet<String> consumers) {
        final Map<String, String> tags = new HashMap<>();
        client.get("tags").fields().forEachRemaining(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        final ClientState state = new ClientState(id, tags);
        client.get("consumers").fields().forEachRemaining(entry -> {
            final List<TopicPartition> owned = new ArrayList<>();
            entry.getValue().get("owned").forEach(task -> owned.add(partitionOf(TaskId.parse(task.asText()))));
            final Map<TaskId, Long> sums = new HashMap<>();
            entry.getValue().get("offsetSums").fields().forEachRemaining(sum -> sums.put(TaskId.parse(sum.getKey()), sum.getValue().asLong()));
            consumers.add(entry.getKey());
            state.incrementCapacity();
            state.addOwnedPartitions(owned, entry.getKey());
            state.addPreviousTasksAndOffsetSums(entry.getKey(), sums);
        });
        return state;
    }

    private static AssignmentConfigs config(final JsonNode given) {
        final List<String> tags = new ArrayList<>();
        given.get("rackAwareAssignmentTags").forEach(tag -> tags.add(tag.asText()));
        final long lag = given.get("acceptableRecoveryLag").asLong();
        return new AssignmentConfigs(lag < 0 ? Long.MAX_VALUE : lag, given.get("maxWarmupReplicas").asInt(), given.get("numStandbyReplicas").asInt(), 60_000L, tags);
    }

    private static void threads(final ObjectNode target, final ClientState state, final SortedSet<String> consumers) throws Exception {
        final Method method = StreamsPartitionAssignor.class.getDeclaredMethod(
            "assignTasksToThreads", Collection.class, boolean.class, SortedSet.class, ClientState.class, Map.class);
        method.setAccessible(true);
        final Map<String, Integer> load = new HashMap<>();
        for (final String consumer : consumers) {
            target.putObject(consumer);
        }
        final Map<String, Collection<TaskId>> rounds = new java.util.LinkedHashMap<>();
        rounds.put("statefulActive", state.statefulActiveTasks());
        rounds.put("standby", state.standbyTasks());
        rounds.put("statelessActive", state.statelessActiveTasks());
        for (final Map.Entry<String, Collection<TaskId>> round : rounds.entrySet()) {
            @SuppressWarnings("unchecked")
            final Map<String, List<TaskId>> answer = (Map<String, List<TaskId>>) method.invoke(
                null, round.getValue(), !round.getKey().equals("statelessActive"), consumers, state, load);
            answer.forEach((consumer, tasks) -> names(((ObjectNode) target.get(consumer)).putArray(round.getKey()), new TreeSet<>(tasks)));
        }
    }

    private static TopicPartition partitionOf(final TaskId task) {
        return new TopicPartition("topic-" + task.subtopology(), task.partition());
    }

    private static void names(final ArrayNode target, final Collection<TaskId> tasks) {
        tasks.forEach(task -> target.add(task.toString()));
    }
}
