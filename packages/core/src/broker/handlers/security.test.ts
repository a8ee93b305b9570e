/**
 * What a client gets that asks for logins, access rules, credentials and quotas, of which there are none.
 */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'

const { SECURITY_DISABLED, ILLEGAL_SASL_STATE, INVALID_REQUEST, UNSUPPORTED_VERSION } = errors

const filter = {
  resourceTypeFilter: 1,
  resourceNameFilter: null,
  principalFilter: null,
  hostFilter: null,
  operation: 1,
  permissionType: 1,
}

test('a login is out of place', async (t) => {
  const broker = await TestBroker.open()
  for (const version of [0, 1]) {
    const { errorCode, mechanisms } = await broker.ask(apis.saslHandshake, { version, body: { mechanism: 'PLAIN' } })
    t.deepEqual([errorCode, mechanisms], [ILLEGAL_SASL_STATE.code, []])
  }
  const body = { authBytes: Buffer.from('x') }
  t.is((await broker.ask(apis.saslAuthenticate, { body })).errorCode, ILLEGAL_SASL_STATE.code)
  await broker.close()
})

test('access rules are refused, each of them', async (t) => {
  const broker = await TestBroker.open()
  const rule = { resourceType: 2, resourceName: 'x', principal: 'User:a', host: '*', operation: 3, permissionType: 3 }
  for (const version of [1, 3]) {
    t.is((await broker.ask(apis.describeAcls, { version, body: filter })).errorCode, SECURITY_DISABLED.code)
    const { results } = await broker.ask(apis.createAcls, { version, body: { creations: [rule, rule] } })
    t.deepEqual(
      results.map(({ errorCode }) => errorCode),
      [SECURITY_DISABLED.code, SECURITY_DISABLED.code],
    )
    const { filterResults } = await broker.ask(apis.deleteAcls, { version, body: { filters: [filter] } })
    t.deepEqual(
      filterResults.map(({ errorCode, matchingAcls }) => [errorCode, matchingAcls]),
      [[SECURITY_DISABLED.code, []]],
    )
  }
  await broker.close()
})

test('nobody has credentials, and whoever is asked for is told so', async (t) => {
  const broker = await TestBroker.open()
  const ask = async (...names: string[]) => {
    const users = names.map((name) => ({ name }))
    const { errorCode, results } = await broker.ask(apis.describeUserScramCredentials, { body: { users } })
    t.is(errorCode, 0)
    return results.map((result) => [result.user, result.errorCode])
  }
  t.deepEqual(await ask(), [])
  t.deepEqual(await ask('ann', 'bob', 'bob'), [
    ['ann', errors.RESOURCE_NOT_FOUND.code],
    ['bob', errors.DUPLICATE_RESOURCE.code],
  ])
  t.deepEqual((await broker.ask(apis.describeUserScramCredentials, { body: { users: null } })).results, [])
  await broker.close()
})

const NAMED = 2
const filters: [
  title: string,
  components: [entityType: string, matchType: number, match: string | null][],
  code: number,
][] = [
  ['no component', [], 0],
  ['users of any name', [['user', NAMED, null]], 0],
  [
    'a user with a client id',
    [
      ['user', 0, 'a'],
      ['client-id', 1, null],
    ],
    0,
  ],
  ['an unknown type', [['what', NAMED, null]], UNSUPPORTED_VERSION.code],
  ['an unknown match', [['user', 7, null]], INVALID_REQUEST.code],
  ['an exact match without a name', [['user', 0, null]], INVALID_REQUEST.code],
  ['a default with a name', [['user', 1, 'x']], INVALID_REQUEST.code],
  [
    'a type twice',
    [
      ['user', NAMED, null],
      ['user', NAMED, null],
    ],
    INVALID_REQUEST.code,
  ],
  [
    'an address with a user',
    [
      ['user', NAMED, null],
      ['ip', NAMED, null],
    ],
    INVALID_REQUEST.code,
  ],
]

for (const [title, components, code] of filters) {
  test(`there are no quotas for ${title}${code === 0 ? '' : ', which cannot be asked for'}`, async (t) => {
    const broker = await TestBroker.open()
    const asked = components.map(([entityType, matchType, match]) => ({ entityType, matchType, match }))
    for (const version of [0, 1]) {
      const body = { components: asked, strict: false }
      const { errorCode, entries } = await broker.ask(apis.describeClientQuotas, { version, body })
      t.deepEqual([errorCode, entries], [code, code === 0 ? [] : null])
    }
    await broker.close()
  })
}
