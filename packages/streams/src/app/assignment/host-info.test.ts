import test from 'ava'
import { hostInfoOf } from './host-info.ts'

test('an endpoint is a host and a port, whatever protocol is said before', (t) => {
  t.deepEqual(hostInfoOf('here:80'), { host: 'here', port: 80 })
  t.deepEqual(hostInfoOf('http://a-b.c:8080'), { host: 'a-b.c', port: 8080 })
  t.deepEqual(hostInfoOf('[::1]:80'), { host: '::1', port: 80 })
})

test('what is none is none', (t) => {
  for (const text of [null, '', 'here', 'here:', 'he re:80', 'here:80/path']) t.is(hostInfoOf(text), null)
})
