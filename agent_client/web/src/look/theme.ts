/** Mantine's theme; the colours' values stand in `mantine.css`. */

import { createTheme, type MantineColorsTuple } from "@mantine/core";

const accent: MantineColorsTuple = [
  "#e9f5f4",
  "#d3e8e6",
  "#a9d3cf",
  "#7cbdb8",
  "#4fa5a0",
  "#2a8d8a",
  "#0f7b7b",
  "#0c6b6b",
  "#095656",
  "#063f40",
];

export const theme = createTheme({
  colors: { accent },
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 6 },
  fontFamily: "var(--ax-font)",
  cursorType: "pointer",
  respectReducedMotion: true,
});
