/** A topic as the test driver has it: who reads it, what was written to it, and where its next record lies. */
import type { ProducedRecord } from './produced-record.ts'

export class DrivenTopic {
  readonly name: string
  /** Null where the topology does not read it. A global store has its records at once, a task when their turn comes. */
  readonly reader: 'task' | 'global store' | null
  /** What nobody has read yet; null as long as nothing was written and nobody has asked. */
  written: ProducedRecord[] | null = null
  #nextOffset = 0

  constructor(name: string, reader: DrivenTopic['reader']) {
    this.name = name
    this.reader = reader
  }

  takeOffset(): number {
    this.#nextOffset += 1
    return this.#nextOffset - 1
  }
}
