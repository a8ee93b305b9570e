/** Which join a call of `join` or `leftJoin` on a stream means: that with a stream, a table or a global table. */
import type { StreamJoiner } from '../processor/joins/stream-join.ts'
import type { GlobalTableParts, StreamParts, TableParts } from './graph/parts.ts'
import type { GlobalKTable } from './language/global-table.ts'
import { internals } from './language/internals.ts'
import type { GlobalJoined, Joined, StreamJoined } from './language/join-options.ts'
import type { KStream } from './language/stream.ts'
import type { KTable } from './language/table.ts'
import { joinStreams, type StreamJoinKind } from './stream-join.ts'
import { joinGlobalTable, joinTable } from './stream-table-join.ts'

// biome-ignore lint/suspicious/noExplicitAny: the interface has checked the types, for each kind of other side
type Any = any

/** What a stream can be joined with. */
export type OtherSide = KStream<Any, Any> | KTable<Any, Any> | GlobalKTable<Any, Any>

export type AnyJoiner<VR> = StreamJoiner<Any, Any, Any, VR>

/** The options of any of the joins. */
export type AnyJoined = Partial<StreamJoined<Any, Any, Any> & Joined<Any, Any> & GlobalJoined<Any, Any, Any>>

interface JoinCall<VR> {
  readonly kind: StreamJoinKind
  readonly joiner: AnyJoiner<VR>
  readonly options: AnyJoined
}

export function joinWith<K, VR>(
  stream: StreamParts<K, Any>,
  other: OtherSide,
  { kind, joiner, options }: JoinCall<VR>,
): KStream<K, VR> {
  const parts: StreamParts<K, Any> | TableParts<K, Any> | GlobalTableParts<Any, Any> = other[internals]
  const isLeft = kind === 'left'
  if ('view' in parts) {
    return joinGlobalTable(stream, parts, { isLeft, joiner, options: options as GlobalJoined<K, Any, Any> })
  }
  if ('operator' in parts) return joinTable(stream, parts, { isLeft, joiner, options })
  return joinStreams(stream, parts, { kind, joiner, options: options as StreamJoined<K, Any, Any> })
}
