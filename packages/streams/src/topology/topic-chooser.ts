/** Chooses the topic of each record that a sink writes. The topics must exist already. */
import type { RecordContext } from '../record/record-context.ts'

export type TopicChooser<K, V> = (value: V, key: K, context: RecordContext) => string
