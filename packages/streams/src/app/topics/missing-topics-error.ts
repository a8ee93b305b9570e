/** Topics that the application reads are not there. The remedy is to create them: it makes only those of its own. */
export type MissingTopicsErrorCode = 'MISSING_SOURCE_TOPICS' | 'NO_PARTITION_COUNT'

export class MissingTopicsError extends Error {
  override readonly name = 'MissingTopicsError'
  readonly code: MissingTopicsErrorCode
  /** Those that are missing, or whose numbers of partitions follow from nothing. */
  readonly topics: readonly string[]

  constructor(code: MissingTopicsErrorCode, message: string, topics: readonly string[]) {
    super(message)
    this.code = code
    this.topics = topics
  }

  static ofSources(topics: readonly string[]): MissingTopicsError {
    const message = `the application reads ${topics.join(', ')}: expected topics in the cluster, found none of these names`
    return new MissingTopicsError('MISSING_SOURCE_TOPICS', message, topics)
  }
}
