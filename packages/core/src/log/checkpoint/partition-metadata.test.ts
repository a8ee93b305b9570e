import test from 'ava'
import { isUuid, partitionMetadataFormat } from './partition-metadata.ts'

const topicId = 'Zgk6oYHtSByXZtFFkXKPmQ'

test("a topic id is written as Java's PartitionMetadataFile wrote it", (t) => {
  const text = 'version: 0\ntopic_id: Zgk6oYHtSByXZtFFkXKPmQ'
  t.is(partitionMetadataFormat.print({ topicId }), text)
  t.deepEqual(partitionMetadataFormat.parse(text, 'x'), { topicId })
})

test('a later version is read, since it only adds to this one', (t) => {
  t.deepEqual(partitionMetadataFormat.parse(`version: 1\ntopic_id: ${topicId}\nmore: x\n`, 'x'), { topicId })
})

test('a file without a version or a topic id is refused with its line', (t) => {
  const message = (text: string) => t.throws(() => partitionMetadataFormat.parse(text, 'p-0'))?.message
  t.is(message(''), 'p-0 line 1: expected "version: 0", found the end of the file')
  t.is(message(`version: x\ntopic_id: ${topicId}`), 'p-0 line 1: expected "version: 0", found "version: x"')
  t.is(
    message('version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAA'),
    'p-0 line 2: expected "topic_id: " and 22 characters of base64url, not all A, ' +
      'found "topic_id: AAAAAAAAAAAAAAAAAAAAAA"',
  )
  t.regex(message('version: 0\ntopic_id: short') ?? '', /found "topic_id: short"$/)
})

test('a uuid is sixteen bytes in base64url', (t) => {
  t.true(isUuid(topicId))
  t.true(isUuid('-_-_-_-_-_-_-_-_-_-_-w'))
  t.false(isUuid(`${topicId}A`))
  t.false(isUuid('Zgk6oYHtSByXZtFFkXKPm+'))
  t.false(isUuid('Zgk6oYHtSByXZtFFkXKPmR')) // bits beyond the sixteenth byte
})
