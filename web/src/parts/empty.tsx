/** Says that a list has nothing, or that a page does not exist. */
export function Empty({ text }: { readonly text: string }) {
  return <p className="empty">{text}</p>;
}
