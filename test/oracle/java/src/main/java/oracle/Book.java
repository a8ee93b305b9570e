package oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The hand-written catalogue (src/main/resources/book.json5), written in a shorthand:
 * a node is [id, op, "from,from", args], an input is [topic, key, value, timestamp, headers]
 * or {wall: ms}, and the record cache is off unless the scenario says otherwise.
 */
final class Book {
    private Book() { }

    static List<ObjectNode> scenarios() throws Exception {
        final List<ObjectNode> result = new ArrayList<>();
        final Set<String> names = new HashSet<>();
        try (InputStream in = Book.class.getResourceAsStream("/book.json5")) {
            for (final JsonNode entry : Json.RELAXED.readTree(in)) {
                final ObjectNode scenario = expand(entry);
                if (!names.add(scenario.get("name").textValue())) {
                    throw new FormatError("two scenarios are named " + scenario.get("name"));
                }
                result.add(scenario);
            }
        }
        return result;
    }

    private static ObjectNode expand(final JsonNode entry) {
        final ObjectNode out = Json.object();
        out.set("name", entry.get("name"));
        out.set("doc", entry.get("doc"));
        final ObjectNode config = out.putObject("config");
        config.put("statestore.cache.max.bytes", "0");
        if (entry.has("config")) {
            config.setAll((ObjectNode) entry.get("config"));
        }
        if (entry.has("wallClockMs")) {
            out.set("wallClockMs", entry.get("wallClockMs"));
        }
        final ArrayNode nodes = out.putArray("nodes");
        entry.get("nodes").forEach(node -> nodes.add(node(node)));
        final ArrayNode inputs = out.putArray("inputs");
        entry.get("inputs").forEach(input -> inputs.add(input(input)));
        return out;
    }

    private static ObjectNode node(final JsonNode from) {
        final ObjectNode out = Json.object();
        out.set("id", from.get(0));
        out.set("op", from.get(1));
        final String inputs = from.path(2).asText();
        if (!inputs.isEmpty()) {
            final ArrayNode list = out.putArray("from");
            for (final String input : inputs.split(",")) {
                list.add(input);
            }
        }
        if (from.has(3)) {
            out.set("args", from.get(3));
        }
        return out;
    }

    private static ObjectNode input(final JsonNode from) {
        final ObjectNode out = Json.object();
        if (from.has("wall")) {
            out.set("advanceWallClockMs", from.get("wall"));
            return out;
        }
        out.set("topic", from.get(0));
        out.set("key", from.get(1));
        out.set("value", from.get(2));
        out.set("timestamp", from.get(3));
        if (from.has(4)) {
            out.set("headers", from.get(4));
        }
        return out;
    }
}
