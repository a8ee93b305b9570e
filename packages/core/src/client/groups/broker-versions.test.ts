/** Brokers of other releases: what they speak of the group protocol begins later, or ends earlier. */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { answer, pass } from '../../testing.ts'
import { TestGroup } from './test-group.contract.ts'

/** Apache Kafka 4.0.0 speaks JoinGroup from 2 on, 4.0.1 and later again from 0; version 5 is the first with static members. */
for (const [what, minVersion, maxVersion] of [
  ['from 2 on, as Apache Kafka 4.0.0', 2, 9],
  ['from 0 on, as Apache Kafka 4.0.1', 0, 9],
  ['up to 2', 0, 2],
  ['2 and nothing else', 2, 2],
] as const) {
  test(`members of a broker that speaks JoinGroup ${what} share its partitions`, async (t) => {
    await using group = await TestGroup.open()
    group.broker.control(apis.apiVersions, async (request) => {
      const truth = await request.handle()
      if (truth === null) return pass
      const apiKeys = truth.apiKeys.map((one) => {
        return one.apiKey === apis.joinGroup.key ? { ...one, minVersion, maxVersion } : one
      })
      return answer({ ...truth, apiKeys })
    })
    const joins = group.broker.observe(apis.joinGroup)
    group.join()
    await group.settled()
    group.join()
    await group.until(() => group.sizes.every((size) => size === 3))
    t.true(joins.requests.every(({ version }) => version === maxVersion))
  })
}
