/**
 * Everyday things that people look for in pictures, of every kind and about evenly: what a text is
 * compared with to tell whether a picture is nearer to it than to anything else. Written for this;
 * none is a caption of a measured picture.
 */
const byTopic = {
  people: `a baby, children playing, a group of friends, a family portrait, an old man, a young woman smiling, a selfie,
    a bride and groom, a man with a beard, twins, a crowd of people, a person's hands, a portrait in black and white,
    a woman with glasses, a dancer on a stage, a soldier in uniform, a doctor at work, a chef cooking, a musician, a teacher in class`,
  animals: `a puppy, a sleeping cat, a horse in a meadow, cows on a farm, a bird on a branch, a parrot, a goldfish, a shark,
    an elephant, a giraffe, a lion, a bear, a monkey, a snake, a frog, a turtle, a butterfly, a bee on a flower, a spider,
    sheep on a hill, a squirrel, a rabbit, a penguin, a swan on a lake, a whale, chickens, a goat, a fox, a deer in the woods, an owl`,
  food: `a cup of coffee, a pizza, a hamburger with fries, a salad, a bowl of soup, sushi, a birthday cake, ice cream, fresh bread,
    a plate of pasta, grilled meat, cheese, strawberries, bananas and apples, vegetables on a market stall, a glass of wine,
    bottles of beer, breakfast with eggs, chocolate, a sandwich, pancakes, a roast turkey, cocktails, a box of doughnuts`,
  places: `a sandy beach, mountains with snow, a forest path, a waterfall, a desert, a lake at dawn, a river under a bridge, an island,
    a city skyline, a narrow old street, a village, a castle, a church, a mosque, a temple, a skyscraper, a lighthouse, a windmill,
    a harbour with boats, a train station, an airport, a football stadium, a museum hall, a supermarket, a car park, a tunnel,
    a farm with fields, a vineyard, a garden with roses, a cave, a volcano, a glacier, a swimming pool, a playground, a cemetery`,
  rooms: `a kitchen, a bathroom with a mirror, a bedroom, a living room with a sofa, an office desk, a classroom, a library with shelves,
    a restaurant table, a hotel room, a staircase, a garage, a workshop with tools, a hospital bed, an empty room, a balcony with plants`,
  vehicles: `a red car, a motorcycle, a bicycle leaning on a wall, a bus in traffic, a lorry on a motorway, a steam train, a tram,
    an aeroplane in the sky, a helicopter, a hot air balloon, a sailing boat, a cruise ship, a canoe, a tractor, a fire engine,
    an ambulance, a police car, a camper van, a scooter, a racing car, a rocket launch`,
  things: `a laptop computer, a mobile phone, a camera, a television, a pair of headphones, a wrist watch, a clock on a wall, an umbrella,
    a backpack, a suitcase, a pair of shoes, a wedding dress, a hat, sunglasses, a necklace, a teddy bear, building bricks, a doll,
    a guitar, a piano, a violin, drums, a chess board, playing cards, a candle, a lamp, a vase of flowers, a knife and fork,
    a wooden chair, a carpet, a pair of scissors, a hammer, a key, coins and banknotes, a gun, a bunch of balloons, a basket, a bottle`,
  sport: `a football match, a basketball player, a tennis court, a baseball game, skiing downhill, a snowboarder, a surfer on a wave,
    swimming, a marathon, a golfer, a boxing match, a gymnast, rock climbing, horse riding, skateboarding, an ice hockey game,
    a cyclist in a race, fishing, yoga, a diver under water, playing volleyball, a bowling alley`,
  events: `a wedding, a birthday party, a Christmas tree, fireworks, a concert, a parade, a graduation, a carnival costume, a picnic,
    a camp fire, a barbecue, a demonstration in the street, a trade fair, a circus, a puppet show, an office meeting, a car accident`,
  nature: `a sunset over the sea, a rainbow, storm clouds, lightning, the full moon, stars at night, autumn leaves, cherry blossom,
    a field of sunflowers, mushrooms, a cactus, a palm tree, moss on stones, frost on a window, rain on the street, fog, a snowman,
    big waves, a bare tree in winter, tall grass, a bouquet of tulips, ivy on a wall`,
  paper: `a screenshot, a page of text, a receipt, a handwritten letter, a map, a business card, a passport, a menu, a newspaper, a diagram,
    a chart with numbers, a book cover, a film poster, a record cover, a road sign, a shop sign, graffiti, a whiteboard, a barcode,
    a painting, a pencil drawing, a cartoon, a logo, a sculpture, a stained glass window, a tattoo, sheet music, a stamp`,
  views: `a close-up, something blurred, an aerial view, a view from a window, a view through a microscope, an X-ray, a satellite image,
    a reflection in water, a silhouette, an abstract pattern, a plain white background, a dark room, a construction site, a factory,
    solar panels, power lines, a telescope, a ruin, a bridge at night, an escalator, a market, a library card, a rubbish heap`,
};

/** The background set, each text once. */
export const backgroundTexts: readonly string[] = Object.values(byTopic).flatMap((texts) => texts.split(",").map((text) => text.trim()));
