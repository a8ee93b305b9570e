/**
 * Why a store cannot be restored. The remedy is to give the application back the topics that it has had, or to reset it.
 */
export type RestoreErrorCode = 'MISSING_CHANGELOG' | 'TOO_FEW_PARTITIONS'

export class RestoreError extends Error {
  override readonly name = 'RestoreError'
  readonly code: RestoreErrorCode
  readonly topic: string

  private constructor(code: RestoreErrorCode, topic: string, problem: string) {
    super(`changelog ${topic}: ${problem}`)
    this.code = code
    this.topic = topic
  }

  static missing(topic: string): RestoreError {
    const remedy = 'start the application anew, which creates it, or reset the application if its state is lost'
    return new RestoreError('MISSING_CHANGELOG', topic, `expected the topic to be there, found none; ${remedy}`)
  }

  static tooFewPartitions(topic: string, { partition, found }: { partition: number; found: number }): RestoreError {
    const remedy = 'reset the application, or give the topic as many partitions as those that its tasks read'
    const problem = `expected a partition ${partition}, found partitions 0 to ${found - 1}; ${remedy}`
    return new RestoreError('TOO_FEW_PARTITIONS', topic, problem)
  }
}
