/** What a node evaluates to: an object of the DSL, beside the key and value types that a scenario gives it. */
import type {
  CogroupedKStream,
  GlobalKTable,
  KGroupedStream,
  KGroupedTable,
  KStream,
  KTable,
  SessionWindowedCogroupedKStream,
  SessionWindowedKStream,
  TimeWindowedCogroupedKStream,
  TimeWindowedKStream,
} from '@millrace/streams'
import type { KeyType, ValueType } from '../types.ts'
import type { RecordType } from './surroundings.ts'

// biome-ignore-start lint/suspicious/noExplicitAny: the types of a scenario are known when it runs, not before
export interface StreamHandle extends RecordType {
  readonly kind: 'stream'
  readonly it: KStream<any, any>
}

export interface TableHandle extends RecordType {
  readonly kind: 'table'
  readonly it: KTable<any, any>
}

interface GlobalTableHandle {
  readonly kind: 'global table'
  readonly it: GlobalKTable<any, any>
}

export interface BranchesHandle extends RecordType {
  readonly kind: 'branches'
  readonly it: ReadonlyMap<string, KStream<any, any>>
}

export interface GroupedStreamHandle {
  readonly kind: 'grouped stream'
  readonly it: KGroupedStream<any, any>
  readonly value: ValueType
}

export interface GroupedTableHandle {
  readonly kind: 'grouped table'
  readonly it: KGroupedTable<any, any>
  readonly value: ValueType
}

export interface CogroupedHandle {
  readonly kind: 'cogrouped'
  readonly it: CogroupedKStream<any, any>
}

export interface TimeWindowedHandle extends RecordType {
  readonly kind: 'time windowed'
  readonly it: TimeWindowedKStream<any, any>
}

export interface SessionWindowedHandle {
  readonly kind: 'session windowed'
  readonly it: SessionWindowedKStream<any, any>
  readonly value: ValueType
}

export interface TimeWindowedCogroupedHandle {
  readonly kind: 'time windowed cogrouped'
  readonly it: TimeWindowedCogroupedKStream<any, any>
  readonly key: KeyType
}

export interface SessionWindowedCogroupedHandle {
  readonly kind: 'session windowed cogrouped'
  readonly it: SessionWindowedCogroupedKStream<any, any>
}
// biome-ignore-end lint/suspicious/noExplicitAny: as above

/** Nothing can continue from a sink or from the declaration of a store. */
export type Handle =
  | StreamHandle
  | TableHandle
  | GlobalTableHandle
  | BranchesHandle
  | GroupedStreamHandle
  | GroupedTableHandle
  | CogroupedHandle
  | TimeWindowedHandle
  | SessionWindowedHandle
  | TimeWindowedCogroupedHandle
  | SessionWindowedCogroupedHandle
  | { readonly kind: 'end' }

export type HandleOf<K extends Handle['kind']> = Extract<Handle, { kind: K }>
