import { createApp } from "./app.js";
import { migrate } from "./db.js";

const port = Number(process.env["PORT"] ?? 3000);

await migrate();
createApp().listen(port, "127.0.0.1", () => {
  console.log(`Listening on http://127.0.0.1:${port}`);
});
