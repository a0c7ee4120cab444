/** The shapes of the icons in a square of 24, drawn as lines. */
const SHAPES = {
  gauge: 'M4 18a9 9 0 1 1 16 0M12 14l4-5',
  people:
    'M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8M2 21c0-4 3-6 7-6s7 2 7 6M16 3.5a4 4 0 0 1 0 7.5M22 21c0-3.500-2-5.500-5-6',
  person: 'M12 12a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9M4 21c0-4 3.500-6 8-6s8 2 8 6',
  lock: 'M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4M12 15v2',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14M16 16l5 5',
  building: 'M4 21V5l8-3v19M12 8l8 3v10M2 21h20M7 8h2M7 12h2M7 16h2M15 13h2M15 17h2',
  shield: 'M12 2l8 3v6c0 5-3.500 9-8 11-4.500-2-8-6-8-11V5z',
  key: 'M8 19a5 5 0 1 0 0-10 5 5 0 0 0 0 10M11.500 10.500L20 2M16 6l3 3',
  pen: 'M4 20l1-5L16 4l4 4L9 19zM4 20h16',
  hook: 'M12 3a4 4 0 0 1 3.500 6l-3 5M8 10a4 4 0 1 0 1 8h6M16 14a4 4 0 1 1-1 7',
  list: 'M4 6h2M4 12h2M4 18h2M10 6h10M10 12h10M10 18h10',
  layers: 'M12 3l9 5-9 5-9-5zM3 13l9 5 9-5',
  pulse: 'M2 12h5l3-8 4 16 3-8h5',
  menu: 'M3 6h18M3 12h18M3 18h18',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500M17.500 17.500L19 19M5 19l1.500-1.500M17.500 6.500L19 5',
  moon: 'M20 14A8 8 0 1 1 10 4a7 7 0 0 0 10 10',
  screen: 'M3 4h18v12H3zM8 20h8M12 16v4',
} as const;

export type IconName = keyof typeof SHAPES;

/** A decorative icon. Its meaning stands beside it as text. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}
