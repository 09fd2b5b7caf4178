/** A red test for a person: where it stands (`file:line`, undefined when unknown) and the beginning of what its runner said. */
export interface RedTest {
  readonly id: string;
  readonly at: string | undefined;
  readonly message: string;
}
