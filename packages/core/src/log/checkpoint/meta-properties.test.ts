import test from 'ava'
import fc from 'fast-check'
import { metaPropertiesFormat } from './meta-properties.ts'
import { parseProperties, printProperties } from './properties.ts'

/** Java's PropertiesUtils wrote this of a MetaProperties with a cluster id that needs escapes. */
const WRITTEN_BY_JAVA = `#
#Sat Nov 21 13:17:12 UTC 2026
node.id=4
directory.id=aXXKZlMtTcSeeCqPo2AgEQ
version=1
cluster.id=q1 Sh-9_\\:TfS\\=\\#aQ
`
const properties = { clusterId: 'q1 Sh-9_:TfS=#aQ', nodeId: 4, directoryId: 'aXXKZlMtTcSeeCqPo2AgEQ' }

test('a file that Java wrote is read', (t) => {
  t.deepEqual(metaPropertiesFormat.parse(WRITTEN_BY_JAVA, 'x'), properties)
})

test('the same lines are written, without a date', (t) => {
  const lines = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  t.deepEqual(lines(metaPropertiesFormat.print(properties)).toSorted(), lines(WRITTEN_BY_JAVA).toSorted())
})

test('a directory without an id of its own is read and written', (t) => {
  const older = { ...properties, directoryId: null }
  t.deepEqual(metaPropertiesFormat.parse(metaPropertiesFormat.print(older), 'x'), older)
})

test('what is missing or of another version is refused by its name', (t) => {
  const message = (text: string) => t.throws(() => metaPropertiesFormat.parse(text, 'meta.properties'))?.message
  t.is(message('version=0\nbroker.id=1\n'), 'meta.properties: expected version=1, found "0"')
  t.is(message(''), 'meta.properties: expected version=1, found none')
  t.is(message('version=1\nnode.id=1\n'), 'meta.properties: expected a cluster.id, found none')
  t.is(
    message('version=1\ncluster.id=x\nnode.id=one\n'),
    'meta.properties: expected a node.id from 0 to 2147483647, found "one"',
  )
  t.is(
    message('version=1\ncluster.id=x\nnode.id=1\ndirectory.id=y'),
    'meta.properties: expected a directory.id of 22 characters of base64url, found "y"',
  )
})

test('separators, comments and escapes of properties files are understood', (t) => {
  const text = '! comment\n\n  a = b c \nd:e\nf g\nh\\ i\\u0041=\\tj\\\\\nk=\r\n'
  t.deepEqual(
    [...parseProperties(text)],
    [
      ['a', 'b c '],
      ['d', 'e'],
      ['f', 'g'],
      ['h iA', '\tj\\'],
      ['k', ''],
    ],
  )
})

test('any properties read back', (t) => {
  const given = fc.array(fc.tuple(fc.string({ minLength: 1, unit: 'binary' }), fc.string({ unit: 'binary' })))
  fc.assert(
    fc.property(given, (entries) => {
      const map = new Map(entries)
      t.deepEqual([...parseProperties(printProperties(map))], [...map])
    }),
  )
})
