// Trees of files for the snapshot workloads, the same on every machine.
//
//   tree mixed FOLDER FILES BYTES   text, duplicates, shifted near-duplicates and random files
//   tree many FOLDER FILES          small files, 100 in a folder
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { vocabulary = 12000, longest_word = 14, large_bytes = 8 << 20 };

static uint64_t state;

// splitmix64.
static uint64_t next(void) {
  uint64_t z = (state += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

static double uniform(void) { return (double)(next() >> 11) / 9007199254740992.0; }

// Log-normal with the median 1.
static double spread(double sigma) {
  double u = uniform() + 1e-12, v = uniform();
  return exp(sigma * sqrt(-2 * log(u)) * cos(6.283185307179586 * v));
}

static char words[vocabulary][longest_word + 2];
static unsigned char lengths[vocabulary];

static void make_words(void) {
  for (int i = 0; i < vocabulary; i++) {
    int length = 1 + (int)(next() % 4) + (i > 100 ? (int)(next() % 5) : 0);
    for (int k = 0; k < length; k++) words[i][k] = "etaoinshrdlucmfwypvbgkjqxz"[(int)(26 * uniform() * uniform())];
    words[i][length] = ' ';
    lengths[i] = (unsigned char)(length + 1);
  }
}

// Words by Zipf's law, and now and then some that stood there before, as in prose, sources and logs.
static void fill_text(char *out, size_t size) {
  size_t at = 0;
  double top = log(vocabulary);
  while (at < size) {
    if (at > 400 && next() % 100 < 50) {
      size_t length = 6 + next() % 30, reach = at < 60000 ? at : 60000;
      size_t from = at - 1 - next() % (reach - 100) - 90;
      if (from > at) from = 0;
      for (size_t k = 0; k < length && at < size; k++) out[at++] = out[from + k];
    } else {
      int word = (int)exp(uniform() * top) - 1;
      for (int k = 0; k < lengths[word] && at < size; k++) out[at++] = words[word][k];
      if (next() % 12 == 0 && at < size) out[at++] = '\n';
    }
  }
}

static void fill_random(char *out, size_t size) {
  for (size_t at = 0; at < size; at += 8) {
    uint64_t value = next();
    memcpy(out + at, &value, size - at < 8 ? size - at : 8);
  }
}

static const char *top_folder;

static void path_of(char *path, size_t size, unsigned folder, unsigned number, const char *ending) {
  snprintf(path, size, "%s/d%02u", top_folder, folder % 40);
  mkdir(path, 0755);
  snprintf(path, size, "%s/d%02u/e%04u", top_folder, folder % 40, folder);
  mkdir(path, 0755);
  snprintf(path, size, "%s/d%02u/e%04u/file-%07u.%s", top_folder, folder % 40, folder, number, ending);
}

static void write_file(const char *path, const char *bytes, size_t size, unsigned number) {
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  for (size_t at = 0; file >= 0 && at < size;) {
    ssize_t written = write(file, bytes + at, size - at);
    if (written < 0) break;
    at += (size_t)written;
  }
  struct timespec times[2] = {{1750000000 + number, 1000 * number}, {1750000000 + number, 1000 * number}};
  if (file < 0 || futimens(file, times) != 0 || close(file) != 0) {
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    exit(1);
  }
}

// Files of one kind until their share is used up; `count` of them.
struct share {
  const char *ending;
  double part;
  double of_files;
  double sigma;
};

static const struct share text = {"txt", 0.52, 0.77, 1.2}, noise = {"bin", 0.19, 0.025, 0.8};

static size_t *sizes(const struct share *share, unsigned count, double bytes) {
  size_t *made = malloc(count * sizeof *made);
  double sum = 0;
  for (unsigned i = 0; i < count; i++) {
    double size = spread(share->sigma);
    made[i] = (size_t)(size * 65536);
    sum += size * 65536;
  }
  for (unsigned i = 0; i < count; i++) {
    made[i] = (size_t)((double)made[i] / sum * bytes) + 1;
    if (made[i] > 3 * large_bytes) made[i] = 3 * large_bytes;
  }
  return made;
}

static void mixed(unsigned files, double bytes) {
  char path[4096];
  unsigned folders = files / 15 + 1, number = 0;
  char *buffer = malloc(3 * large_bytes + 4096);
  make_words();
  unsigned texts = (unsigned)(files * text.of_files), noises = (unsigned)(files * noise.of_files) + 1;
  uint64_t *seeds = malloc((texts + noises) * sizeof *seeds);
  size_t *all = malloc((texts + noises) * sizeof *all);
  memcpy(all, sizes(&text, texts, bytes * text.part), texts * sizeof *all);
  memcpy(all + texts, sizes(&noise, noises, bytes * noise.part), noises * sizeof *all);
  for (unsigned i = 0; i < texts + noises; i++) seeds[i] = next();
  for (unsigned i = 0; i < texts + noises; i++, number++) {
    state = seeds[i];
    if (i < texts) fill_text(buffer, all[i]); else fill_random(buffer, all[i]);
    path_of(path, sizeof path, (unsigned)(seeds[i] >> 8) % folders, number, i < texts ? text.ending : noise.ending);
    write_file(path, buffer, all[i], number);
  }
  // Large files in two versions: the second has some bytes put in here and there, so that all behind them is shifted.
  state = 99;
  double rest = bytes * 0.10;
  while (rest > 0) {
    size_t size = rest < large_bytes / 2 ? (size_t)rest + 1 : large_bytes / 2;
    uint64_t seed = next();
    unsigned folder = (unsigned)next() % folders;
    for (int version = 0; version < 2; version++, number++) {
      state = seed;
      size_t at = 0;
      for (int part = 0; part < 4; part++) {
        if (version == 1 && part > 0) buffer[at++] = (char)('0' + part);
        if (part == 0) fill_random(buffer + at, size / 4); else fill_text(buffer + at, size / 4);
        at += size / 4;
      }
      path_of(path, sizeof path, folder, number, "mix");
      write_file(path, buffer, at, number);
    }
    state = seed ^ 1;
    rest -= 2.0 * (double)size;
  }
  // The same content under another name.
  state = 100;
  double copied = 0;
  while (number < files || copied < bytes * 0.19) {
    // Large ones as long as their share is not used up, small ones to make up the number.
    unsigned i = copied < bytes * 0.19 && next() % 12 == 0 ? texts + (unsigned)next() % noises : (unsigned)next() % texts;
    if (copied >= bytes * 0.19 && all[i] > 40000) continue;
    uint64_t kept = state;
    state = seeds[i];
    if (i < texts) fill_text(buffer, all[i]); else fill_random(buffer, all[i]);
    state = kept;
    path_of(path, sizeof path, (unsigned)(next() >> 8) % folders, number, "copy");
    write_file(path, buffer, all[i], number);
    copied += (double)all[i];
    number++;
  }
}

static void many(unsigned files) {
  char path[4096], buffer[512];
  for (unsigned number = 0; number < files; number++) {
    size_t size = 24 + next() % 200;
    fill_random(buffer, size);
    path_of(path, sizeof path, number / 100, number, "dat");
    write_file(path, buffer, size, number);
  }
}

int main(int count, char **arguments) {
  if (count < 4) return 64;
  top_folder = arguments[2];
  mkdir(top_folder, 0755);
  state = 7;
  unsigned files = (unsigned)strtoul(arguments[3], NULL, 10);
  if (strcmp(arguments[1], "mixed") == 0 && count > 4) mixed(files, strtod(arguments[4], NULL));
  else if (strcmp(arguments[1], "many") == 0) many(files);
  else return 64;
  return 0;
}
