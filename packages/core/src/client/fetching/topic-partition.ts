/** A partition by its topic's name, as everybody who uses a consumer names it. */

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** For maps, and for errors: `orders-3`. */
export function partitionName({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`
}
