/** What the library's operators have in common: the context by which they forward. */
import type { StreamRecord } from '../../record/stream-record.ts'
import type { Processor } from '../processor.ts'
import type { OperatorContext, ProcessorContext } from '../processor-context.ts'

export abstract class Operator<KIn, VIn, KOut = KIn, VOut = VIn> implements Processor<KIn, VIn, KOut, VOut> {
  // Set before the first record: the node calls `init` first.
  protected context!: OperatorContext<KOut, VOut>

  init(context: ProcessorContext<KOut, VOut>): void {
    this.context = context as OperatorContext<KOut, VOut>
  }

  abstract process(record: StreamRecord<KIn, VIn>): void
}
