import test from 'ava'
import { parseProperties } from './properties.ts'

test('names and values are read as Java reads them', (t) => {
  const text = String.raw`
# a comment
  ! another
num.partitions=3
log.dirs = /var/data:1
name:with a colon
spaced value here
empty=
nothing
path=C:\\data\tend
umlaut=\u00fc
a\=b=c
log.retention.hours=24
log.retention.hours=48
list=one,\
     two
`
  t.deepEqual(parseProperties(text), {
    'num.partitions': '3',
    'log.dirs': '/var/data:1',
    name: 'with a colon',
    spaced: 'value here',
    empty: '',
    nothing: '',
    path: 'C:\\data\tend',
    umlaut: 'ü',
    'a=b': 'c',
    'log.retention.hours': '48',
    list: 'one,two',
  })
})

test('a backslash that is itself escaped does not join lines, and the last line may lack its next', (t) => {
  t.deepEqual(parseProperties('a=b\\\\\r\nc=d\\'), { a: 'b\\', c: 'd' })
})
