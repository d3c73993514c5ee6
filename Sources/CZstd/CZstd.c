#include "CZstd.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

struct contexts {
  ZSTD_CCtx *compressing;
  ZSTD_DCtx *decompressing;
  int level;
  // Whether small_content's parameters are set.
  int is_small;
};

enum {
  // The level whose tables are too large for content that is small: zstd (1.5) gives it 384 KiB of them up to 256 KiB
  // of content, which no core keeps near. With 192 KiB it is an eighth faster and the result as short (measured on
  // sources and prose; on larger content it is longer by a fiftieth).
  tuned_level = 3,
  small_content = 256 << 10,
};

static pthread_key_t contexts_key;
static pthread_once_t prepared = PTHREAD_ONCE_INIT;
static __thread struct contexts *mine;

static void free_contexts(void *value) {
  struct contexts *dying = value;
  ZSTD_freeCCtx(dying->compressing);
  ZSTD_freeDCtx(dying->decompressing);
  free(dying);
  mine = NULL;
}

static void prepare(void) {
  if (pthread_key_create(&contexts_key, free_contexts) != 0) abort();
}

static struct contexts *thread_contexts(void) {
  if (mine == NULL) {
    pthread_once(&prepared, prepare);
    struct contexts *made = calloc(1, sizeof *made);
    if (made == NULL || pthread_setspecific(contexts_key, made) != 0) abort();
    made->level = INT_MIN;
    mine = made;
  }
  return mine;
}

size_t cairn_zstd_bound(size_t length) { return ZSTD_compressBound(length); }

static ZSTD_CCtx *compressing(int level, size_t length) {
  struct contexts *contexts = thread_contexts();
  if (contexts->compressing == NULL) contexts->compressing = ZSTD_createCCtx();
  if (contexts->compressing == NULL) abort();
  int is_small = level == tuned_level && length <= small_content;
  if (contexts->level != level || contexts->is_small != is_small) {
    ZSTD_CCtx_reset(contexts->compressing, ZSTD_reset_session_and_parameters);
    ZSTD_CCtx_setParameter(contexts->compressing, ZSTD_c_compressionLevel, level);
    if (is_small) {
      ZSTD_CCtx_setParameter(contexts->compressing, ZSTD_c_strategy, ZSTD_dfast);
      ZSTD_CCtx_setParameter(contexts->compressing, ZSTD_c_hashLog, 15);
      ZSTD_CCtx_setParameter(contexts->compressing, ZSTD_c_chainLog, 14);
      ZSTD_CCtx_setParameter(contexts->compressing, ZSTD_c_minMatch, 5);
    }
    contexts->level = level;
    contexts->is_small = is_small;
  }
  return contexts->compressing;
}

size_t cairn_zstd_compress(int level, const void *in, size_t length, void *out, size_t capacity) {
  size_t result = ZSTD_compress2(compressing(level, length), out, capacity, in, length);
  if (!ZSTD_isError(result)) return result;
  if (ZSTD_getErrorCode(result) != ZSTD_error_dstSize_tooSmall) abort();
  return 0;
}

long cairn_zstd_decompress(const void *in, size_t length, void *out, size_t capacity) {
  struct contexts *contexts = thread_contexts();
  if (contexts->decompressing == NULL) contexts->decompressing = ZSTD_createDCtx();
  if (contexts->decompressing == NULL) return -1;
  size_t result = ZSTD_decompressDCtx(contexts->decompressing, out, capacity, in, length);
  return ZSTD_isError(result) || result > LONG_MAX ? -1 : (long)result;
}

long long cairn_zstd_claimed_length(const void *in, size_t length) {
  unsigned long long claimed = ZSTD_getFrameContentSize(in, length);
  if (claimed == ZSTD_CONTENTSIZE_ERROR) return -2;
  if (claimed == ZSTD_CONTENTSIZE_UNKNOWN || claimed > LLONG_MAX) return -1;
  return (long long)claimed;
}
