/** `toStream`: a table's changes as records of their new values. */
import type { Change } from '../../record/change.ts'
import type { StreamRecord } from '../../record/stream-record.ts'
import type { ProcessorSupplier } from '../processor.ts'
import { Operator } from './operator.ts'

export function tableToStream<K, V>(): ProcessorSupplier<K, Change<V>, K, V | null> {
  return () => new TableToStream()
}

class TableToStream<K, V> extends Operator<K, Change<V>, K, V | null> {
  process(record: StreamRecord<K, Change<V>>): void {
    this.context.forward(record.withValue(record.value.newValue))
  }
}
