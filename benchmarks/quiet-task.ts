/** A task that keeps nothing of what the store tells it. */
import type { CacheBudget, StoreContext } from '@millrace/streams/testing'

interface QuietTaskOptions {
  /** For caches; none unless given. */
  readonly cache?: CacheBudget
  /** For stores on disk; where there is none, they lie in memory. */
  readonly space?: ReturnType<StoreContext['spaceOf']>
}

export function quietTask({ cache, space = null }: QuietTaskOptions = {}): StoreContext {
  return {
    applicationId: 'benchmark',
    taskId: '0_0',
    recordContext: { topic: 'topic', partition: 0, offset: 0, timestamp: 1, headers: [] },
    streamTimeMs: 1,
    changelogOf: () => ({ write: () => undefined }),
    spaceOf: () => space,
    cacheOf: () => cache ?? null,
    droppedExpired: () => undefined,
    register: () => undefined,
  }
}
