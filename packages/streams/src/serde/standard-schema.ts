/**
 * What a validator of the Standard Schema kind is, as far as it is needed here: zod, valibot, arktype and others
 * make them. The interface is public (standardschema.dev) and known by its form alone, so that neither this package
 * nor its types depend on a library.
 */
import { SerializationError } from './serialization-error.ts'

export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1
    /** The library that made the schema. */
    readonly vendor: string
    readonly validate: (value: unknown) => Validated<Output> | Promise<Validated<Output>>
  }
}

type Validated<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

/** Something that a schema does not like, and where. */
export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

const shownIssuesMax = 3
const shownCharsMax = 200

/**
 * What the schema makes of a value.
 *
 * @throws SerializationError if the schema refuses the value, or does not answer at once
 */
export function validated<Output>(serde: string, schema: StandardSchema<Output>, value: unknown): Output {
  const { vendor } = schema['~standard']
  const answer = askSchema(serde, schema, value)
  if ('then' in answer) {
    answer.then(undefined, () => {}) // or a refusal would end the process
    const expected = `a schema (${vendor}) that answers at once, since records are processed without waiting`
    throw new SerializationError('ASYNCHRONOUS_SCHEMA', { serde, expected, found: 'one that answers with a promise' })
  }
  if (answer.issues === undefined) return answer.value
  const expected = `a value that its schema (${vendor}) takes`
  throw new SerializationError('INVALID', { serde, expected, found: showIssues(answer.issues), cause: answer.issues })
}

function askSchema<Output>(serde: string, schema: StandardSchema<Output>, value: unknown) {
  const { validate, vendor } = schema['~standard']
  try {
    return validate(value)
  } catch (cause) {
    const expected = `a schema (${vendor}) that takes the value or refuses it`
    throw new SerializationError('INVALID', { serde, expected, found: `${cause}`.slice(0, shownCharsMax), cause })
  }
}

/** `items[0].price: expected a number; and 2 more`. */
function showIssues(issues: readonly SchemaIssue[]): string {
  const shown = issues.slice(0, shownIssuesMax).map(({ path = [], message }) => {
    const text = `${showPath(path)}: ${message}`
    return text.length > shownCharsMax ? `${text.slice(0, shownCharsMax)}…` : text
  })
  const left = issues.length - shown.length
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join('; ') || 'a refusal without a reason'
}

function showPath(path: NonNullable<SchemaIssue['path']>): string {
  const keys = path.map((step) => (typeof step === 'object' ? step.key : step))
  const text = keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
  return text.replace(/^\./, '') || 'the whole value'
}
