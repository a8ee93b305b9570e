/**
 * The topics of an application cannot be made ready. The remedy lies with who operates it: the message names the
 * topics, what was expected and what was found, and what can be done.
 */
export type TopicSetupErrorCode = 'WRONG_PARTITION_COUNT' | 'NOT_AUTHORIZED' | 'CREATION_REFUSED' | 'NOT_READY_IN_TIME'

export interface TopicSetupFailure {
  readonly code: TopicSetupErrorCode
  readonly topics: readonly string[]
  readonly message: string
  readonly cause?: unknown
}

export class TopicSetupError extends Error {
  override readonly name = 'TopicSetupError'
  readonly code: TopicSetupErrorCode
  readonly topics: readonly string[]

  constructor({ code, topics, message, cause }: TopicSetupFailure) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.topics = topics
  }
}
