/** The entry point `@millrace/streams/testing`: runs topologies in tests, without a broker. */
export type { CacheBudget, Changelog, ChangelogRecord, StoreContext } from './store/contract/state-store.ts'
export { openStore } from './store/open/open-store.ts'
export type { TaskConfig } from './task/task-config.ts'
export type { InputTopic, SendOptions } from './testing/input-topic.ts'
export type { OutputRecord, OutputTopic } from './testing/output-topic.ts'
export { type ProducedRecord, TestDriver, type TestDriverOptions } from './testing/test-driver.ts'
