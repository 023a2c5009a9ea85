/** The player's pictures; all decorative, each within a button that has a label. */

const PATHS = {
  play: "M8 5l11 7-11 7z",
  pause: "M8.500 5v14M15.500 5v14",
  stepBack: "M17 6l-8 6 8 6zM6 6v12",
  stepOn: "M7 6l8 6-8 6zM18 6v12",
  back: "M12 7l-7 5 7 5zM20 7l-7 5 7 5z",
  on: "M12 7l7 5-7 5zM4 7l7 5-7 5z",
  link: "M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700L12 6.300M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1",
  lanes: "M4 6h10M4 12h16M9 18h11",
} as const;

export type PlayIconName = keyof typeof PATHS;

export function PlayIcon({ name }: { name: PlayIconName }): React.ReactNode {
  return (
    <svg
      viewBox="0 0 24 24"
      width={20}
      height={20}
      fill={name === "link" || name === "lanes" || name === "pause" ? "none" : "currentColor"}
      stroke="currentColor"
      strokeWidth={name === "pause" ? 3 : 1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
