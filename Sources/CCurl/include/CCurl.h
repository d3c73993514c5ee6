// Typed entry points to libcurl. Its setters and getters are variadic, which Swift cannot call; each function here is
// one of them with the type that the option takes (curl_easy_setopt(3), curl_easy_getinfo(3), curl_multi_setopt(3)).
#ifndef CAIRN_CCURL_H
#define CAIRN_CCURL_H

#include <curl/curl.h>
#include <stddef.h>

// A data callback of curl: fills or takes `size * count` bytes, returns how many it did.
typedef size_t (*cairn_curl_data_callback)(char *buffer, size_t size, size_t count, void *context);

// A seek callback of curl: CURL_SEEKFUNC_OK, _FAIL or _CANTSEEK.
typedef int (*cairn_curl_seek_callback)(void *context, curl_off_t offset, int origin);

// Opens a socket for a connection (CURLOPT_OPENSOCKETFUNCTION), or closes one.
typedef curl_socket_t (*cairn_curl_open_callback)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*cairn_curl_close_callback)(void *context, curl_socket_t socket);

// Called when a connection is there and before the request goes out: CURL_PREREQFUNC_OK or _ABORT.
typedef int (*cairn_curl_ready_callback)(
    void *context, char *remote_address, char *local_address, int remote_port, int local_port);

CURLcode cairn_curl_set_long(CURL *easy, CURLoption option, long value);
CURLcode cairn_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value);
CURLcode cairn_curl_set_text(CURL *easy, CURLoption option, const char *value);
CURLcode cairn_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value);
CURLcode cairn_curl_set_pointer(CURL *easy, CURLoption option, void *value);
CURLcode cairn_curl_set_data_callback(CURL *easy, CURLoption option, cairn_curl_data_callback value);
CURLcode cairn_curl_set_seek_callback(CURL *easy, cairn_curl_seek_callback value);

CURLcode cairn_curl_set_socket_callbacks(
    CURL *easy, cairn_curl_open_callback open, cairn_curl_close_callback close, void *context);
CURLcode cairn_curl_set_ready_callback(CURL *easy, cairn_curl_ready_callback value, void *context);

CURLcode cairn_curl_get_long(CURL *easy, CURLINFO info, long *value);
CURLcode cairn_curl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value);
CURLcode cairn_curl_get_pointer(CURL *easy, CURLINFO info, void **value);

// curl_global_init(3) with everything; call it once, before any thread uses curl.
CURLcode cairn_curl_global_init(void);

CURLMcode cairn_curl_multi_set_long(CURLM *multi, CURLMoption option, long value);

// The easy handle and the result of a finished transfer; false for any other message. The union of struct CURLMsg does
// not reach Swift in a usable form.
int cairn_curl_message(const CURLMsg *message, CURL **easy, CURLcode *result);

// Constants that are macros with casts or that clash with Swift's importer.
static const size_t cairn_curl_read_pause = CURL_READFUNC_PAUSE;
static const size_t cairn_curl_read_abort = CURL_READFUNC_ABORT;
static const size_t cairn_curl_write_pause = CURL_WRITEFUNC_PAUSE;

#endif
