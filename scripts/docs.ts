/** `npm run docs`: writes the pages of docs/ that follow from the code. */
import { writeFileSync } from 'node:fs'

/** Not by the package's name: the page is no business of the package's users. */
const source = new URL('../packages/core/src/broker/protocol-support.ts', import.meta.url)
const page = new URL('../docs/protocol-support.md', import.meta.url)

const { protocolSupport } = (await import(source.href)) as { protocolSupport: () => string }
writeFileSync(page, protocolSupport())
