/** What people call their events, and what they say about rooms and buildings. */
export const eventTitles: readonly string[] = [
  ...['Debate Club', 'Robotics Club', 'Choir rehearsal', 'Drama rehearsal', 'Chess evening', 'Book circle'],
  ...['Fellowship meeting', 'Prayer meeting', 'Tutorial by final years', 'Revision group', 'Career fair briefing'],
  ...['Students council sitting', 'Department week planning', 'Hackathon kick-off', 'Coding dojo', 'Film night'],
  ...['Alumni talk', 'Blood donation briefing', 'Red Cross training', 'Photography walk briefing', 'Poetry night'],
  ...['Entrepreneurs meet-up', 'Thesis seminar', 'Guest lecture', 'Hall week committee', 'Women in engineering'],
]

/** By score, 1 to 5 */
export const spaceComments: Readonly<Record<number, readonly string[]>> = {
  1: [
    'The projector has been broken since last term.',
    'Half of the sockets are dead and the fans only make noise.',
    'You hear nothing from the back rows.',
    'The roof leaks when it rains, bring an umbrella to class.',
    'Far too hot after noon, nobody can concentrate.',
  ],
  2: [
    'Too few seats for our year, people stand at the door.',
    'The board is hard to read from the left side.',
    'Noise from the corridor all through the lecture.',
    'Lights flicker, and the door does not close.',
    'Air conditioning works one day in three.',
  ],
  3: [
    'All right for a tutorial, small for a lecture.',
    'Clean, but the chairs are hard.',
    'Good board, weak projector.',
    'Fine in the morning, warm in the afternoon.',
    'Hard to find the first time, fine after that.',
  ],
  4: [
    'Bright and quiet, sockets at most seats.',
    'Good sound, even without the microphone.',
    'Comfortable, just a long way up the stairs.',
    'Projector and board both work. What more do you want?',
    'My favourite for group work in the evening.',
  ],
  5: [
    'Best room on campus: cool, quiet and everything works.',
    'You see and hear everything from every seat.',
    'New chairs, new projector, and a view over the trees.',
    'Perfect for presentations.',
    'Always clean, and always a free socket.',
  ],
}

export const buildingComments: Readonly<Record<number, readonly string[]>> = {
  1: ['No water in the washrooms for weeks.', 'No signs anywhere; first years get lost each semester.'],
  2: ['The stairs are packed between lectures.', 'The main door is locked at six, with classes still on.'],
  3: ['Old, but it does its job.', 'The ground floor is pleasant, the top floor is an oven.'],
  4: ['Well kept, with benches in the shade outside.', 'Easy to find your way, and there is a water dispenser.'],
  5: ['A pleasure to study in. Cool even in March.', 'Ramps, signs, clean washrooms: every building should be so.'],
}
