package wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;

import java.util.Arrays;
import java.util.List;

/** The lines of errors.jsonl: every error of the protocol, and whether a client may try again. */
final class ErrorCodes {
    private ErrorCodes() { }

    static List<ObjectNode> lines() {
        return Arrays.stream(Errors.values())
            .map(error -> Lines.JSON.createObjectNode()
                .put("kind", "error")
                .put("code", error.code())
                .put("name", error.name())
                .put("retriable", error.exception() instanceof RetriableException))
            .toList();
    }
}
