/** The entry point `@millrace/core/host`: what of the machine the other packages need, and may not take themselves. */
export { systemRandom } from './host/random.ts'
