/** A dependency does not work. */
export class Unhealthy extends Error {
  override readonly name = 'Unhealthy';
}
