/** What a node is to the one above it: a name, and a place for records. */
import type { StreamRecord } from '../record/stream-record.ts'

export interface Receiver {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: the types of a topology's nodes are checked where it is written, not where it runs
  process(record: StreamRecord<any, any>): void
}

/** A node whose children are told to it one by one, in the order in which the topology got them. */
export interface Parent {
  readonly name: string
  addChild(child: Receiver): void
}
