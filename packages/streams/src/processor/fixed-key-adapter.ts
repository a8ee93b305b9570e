/**
 * Lets a fixed-key processor run as any other: it is given records whose key it cannot change, and what it forwards
 * must be made of one of them.
 */
import { FixedKeyRecord } from '../record/fixed-key-record.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { FixedKeyContext } from './fixed-key-context.ts'
import type { FixedKeyProcessor, Processor } from './processor.ts'
import type { ProcessorContext } from './processor-context.ts'

export class FixedKeyAdapter<K, VIn, VOut> implements Processor<K, VIn, K, VOut> {
  readonly #processor: FixedKeyProcessor<K, VIn, VOut>

  constructor(processor: FixedKeyProcessor<K, VIn, VOut>) {
    this.#processor = processor
  }

  init(context: ProcessorContext<K, VOut>): void {
    this.#processor.init?.(new FixedKeyContext(context))
  }

  // What the processor returns by mistake, such as a promise, is its node's to notice.
  process(record: StreamRecord<K, VIn>): void {
    return this.#processor.process(FixedKeyRecord.of(record))
  }

  close(): void {
    this.#processor.close?.()
  }
}
