/** Holds all that is said of our client against a cluster, which is started once and closed whatever happens. */
import test from 'ava'
import type { Chapter } from './chapter.ts'
import { chapters } from './chapters/all.ts'
import { Stage } from './stage.ts'
import type { TestCluster } from './test-cluster.ts'

/** Far above what any fact takes, also where eight of them share two cores. */
const FACT_MS = 50_000

export function clientContract(start: () => Promise<TestCluster>, about: readonly Chapter[] = chapters): void {
  let cluster: TestCluster
  test.before(async () => {
    cluster = await start()
  })
  test.after.always(async () => await cluster?.close())
  for (const { subject, facts } of about) {
    for (const { title, isTrue } of facts) {
      test(`${subject}: ${title}`, async (t) => {
        t.timeout(FACT_MS)
        await using stage = new Stage(cluster)
        await isTrue(t, stage)
      })
    }
  }
}
