import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'

test('the answer lists the handlers that there are', async (t) => {
  const broker = await TestBroker.open()
  const body = { clientSoftwareName: 'millrace', clientSoftwareVersion: '1.0' }
  const { errorCode, apiKeys } = await broker.ask(apis.apiVersions, { body })
  t.is(errorCode, errors.NONE.code)
  t.true(apiKeys.some(({ apiKey }) => apiKey === apis.apiVersions.key))
  await broker.close()
})

test('a malformed software name is refused', async (t) => {
  const broker = await TestBroker.open()
  const body = { clientSoftwareName: '-mill race', clientSoftwareVersion: '1.0' }
  t.is((await broker.ask(apis.apiVersions, { body })).errorCode, errors.INVALID_REQUEST.code)
  await broker.close()
})
