/** Topics that belong to the application: named after it, created by it, deleted with it. */

/** A topic through which records go to the partition of their new key. */
export interface RepartitionTopicPlan {
  /** Without the application's prefix. */
  readonly name: string
  /** Null for as many as those have that it takes its records from. */
  readonly partitions: number | null
}

/** `<application>-<name>`, or the name itself if the topic is not internal. */
export function decoratedTopic(applicationId: string, name: string): string {
  return `${applicationId}-${name}`
}

/** The topic that keeps the changes of a store. */
export function changelogTopic(applicationId: string, store: string): string {
  return `${applicationId}-${store}-changelog`
}
