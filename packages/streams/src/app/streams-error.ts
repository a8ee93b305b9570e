/** An application cannot go on as a whole. The code says why, and with that what there is to do before it starts again. */
export type StreamsErrorCode =
  /** Nothing is committed for a topic that says it wants no other beginning: commit offsets, or say where to begin. */
  | 'NO_OFFSET'
  /** The leader of the group could not give out tasks: its log says why. */
  | 'NO_ASSIGNMENT'
  /** The group refuses this member, or another instance has its `groupInstanceId`: see the cause. */
  | 'MEMBERSHIP_ENDED'
  /** A member of the group has asked all of them to stop: look at what failed there. */
  | 'SHUTDOWN_REQUESTED'
  /** The same failure came again and again: see the cause. */
  | 'NO_PROGRESS'
  /** It was started before, or closed. */
  | 'ALREADY_STARTED'

export class StreamsError extends Error {
  override readonly name = 'StreamsError'
  readonly code: StreamsErrorCode

  constructor(code: StreamsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
