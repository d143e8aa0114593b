import { reserve } from "./actions.js";

export default function Office() {
  return (
    <form action={reserve}>
      <input name="plot" />
    </form>
  );
}
