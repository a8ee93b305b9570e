/**
 * A topology that cannot run. The remedy is in the program that wrote it; the message names the nodes, topics or
 * stores, what was expected of them and what was found.
 */
export type TopologyErrorCode =
  | 'NAME_TAKEN'
  | 'BAD_NAME'
  | 'UNKNOWN_NODE'
  | 'UNKNOWN_STORE'
  | 'STORE_TAKEN'
  | 'TOPIC_TAKEN'
  | 'NO_TOPICS'
  | 'NO_PARENTS'
  | 'BAD_PARENT'
  | 'NOT_COPARTITIONED'
  | 'MISSING_SERDE'
  | 'BAD_PROCESSOR'
  | 'NOT_SUPPORTED'
  | 'NOT_SUPPRESSIBLE'
  | 'WRONG_STORE_KIND'
  | 'RETENTION_TOO_SHORT'
  | 'OFFSET_RESET_CONFLICT'
  | 'UNNAMED_RESOURCES'

export class TopologyError extends Error {
  override readonly name = 'TopologyError'
  readonly code: TopologyErrorCode

  constructor(code: TopologyErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
