import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errorByCode } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'

for (const version of [0, 1, 2]) {
  test(`version ${version} sets just what it names`, async (t) => {
    const broker = await TestBroker.open()
    const topic = await createOrders(broker, 1, new Map([['retention.ms', '5']]))
    const alter = async (configs: { name: string; value: string | null }[]) => {
      const resources = [{ resourceType: 2, resourceName: 'orders', configs }]
      const answer = await broker.ask(apis.alterConfigs, { version, body: { resources, validateOnly: false } })
      return errorByCode(answer.responses[0]?.errorCode ?? 0).name
    }
    t.is(await alter([{ name: 'segment.ms', value: '7' }]), 'NONE')
    t.deepEqual([...topic.configs], [['segment.ms', '7']])
    t.is(await alter([{ name: 'segment.ms', value: null }]), 'INVALID_REQUEST')
    t.is(await alter([{ name: 'segment.ms', value: '0' }]), 'INVALID_CONFIG')
    t.is(await alter([]), 'NONE')
    t.is(topic.configs.size, 0)
    t.is(topic.logConfig.segmentMs, 7 * 24 * 3_600_000)
  })
}
