/** What stands before a repartition topic: records without a key have no partition to go to. */
import type { StreamRecord } from '../../record/stream-record.ts'
import type { ProcessorSupplier } from '../processor.ts'
import { Operator } from './operator.ts'

export function dropNullKeys<K, V>(): ProcessorSupplier<K, V> {
  return () => new DropNullKeys()
}

class DropNullKeys<K, V> extends Operator<K, V> {
  process(record: StreamRecord<K, V>): void {
    if (record.key !== null) this.context.forward(record)
  }
}
