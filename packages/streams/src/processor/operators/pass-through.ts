/** Hands records on as they are: where streams flow together, and where only a name is wanted. */
import type { StreamRecord } from '../../record/stream-record.ts'
import type { ProcessorSupplier } from '../processor.ts'
import { Operator } from './operator.ts'

export function passThrough<K, V>(): ProcessorSupplier<K, V> {
  return () => new PassThrough()
}

class PassThrough<K, V> extends Operator<K, V> {
  process(record: StreamRecord<K, V>): void {
    this.context.forward(record)
  }
}
