/** The entry point `@millrace/streams/testing`: runs topologies in tests, without a broker. */
export type {
  CacheBudget,
  Changelog,
  LoggedChange,
  RestoredRecord,
  StoreContext,
  StoreRestore,
} from './store/contract/state-store.ts'
export { openStore } from './store/open/open-store.ts'
export { ChangelogQueue } from './store/restore/changelog-queue.ts'
export { RestoredStore } from './store/restore/restored-store.ts'
export { StateMemory } from './store/rocksdb/state-memory.ts'
export { TaskDatabase } from './store/rocksdb/task-database.ts'
export type { TaskConfig } from './task/task-config.ts'
export type { DrivenStores } from './testing/driven-stores.ts'
export type { InputTopic, SendOptions } from './testing/input-topic.ts'
export type { OutputRecord, OutputTopic } from './testing/output-topic.ts'
export type { ProducedRecord } from './testing/produced-record.ts'
export { TestDriver } from './testing/test-driver.ts'
export type {
  AnsweredFailure,
  DrivenPunctuation,
  TestDriverOptions,
} from './testing/test-driver-options.ts'
