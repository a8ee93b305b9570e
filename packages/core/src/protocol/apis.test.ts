import { readdirSync } from 'node:fs'
import test from 'ava'
import { type Api, apiByKey, apis } from './apis.ts'

const all: readonly Api[] = Object.values(apis)

test('a request and its response go by the same key, versions and flexible versions', (t) => {
  for (const { name, key, request, response } of all) {
    t.is(request.name, `${name}Request`)
    t.is(response.name, `${name}Response`)
    t.is(request.key, key)
    t.is(response.key, key)
    t.deepEqual([...request.versions], [...response.versions], name)
  }
})

test('an API is found by its key, an unknown key finds nothing', (t) => {
  t.is(apiByKey(0), apis.produce)
  t.is(apiByKey(88), apis.streamsGroupHeartbeat)
  t.is(apiByKey(999), undefined)
})

test('each file of messages is called by its key and name, and stands in the table', (t) => {
  const files = readdirSync(new URL('./messages', import.meta.url)).sort()
  const named = all.map(({ key, name }) => {
    const words = name.replaceAll(/(?<=[a-z])([A-Z])/g, '-$1').toLowerCase()
    return `${String(key).padStart(2, '0')}-${words}.ts`
  })
  t.deepEqual(files, named.sort())
})
