#include "CCurl.h"

CURLcode cairn_curl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

CURLcode cairn_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

CURLcode cairn_curl_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

CURLcode cairn_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}

CURLcode cairn_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

CURLcode cairn_curl_set_data_callback(CURL *easy, CURLoption option, cairn_curl_data_callback value) {
  return curl_easy_setopt(easy, option, value);
}

CURLcode cairn_curl_set_seek_callback(CURL *easy, cairn_curl_seek_callback value) {
  return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, value);
}

CURLcode cairn_curl_set_socket_callbacks(
    CURL *easy, cairn_curl_open_callback open, cairn_curl_close_callback close, void *context) {
  CURLcode result = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open);
  if (result == CURLE_OK) result = curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context);
  if (result == CURLE_OK) result = curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close);
  if (result == CURLE_OK) result = curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, context);
  return result;
}

CURLcode cairn_curl_set_ready_callback(CURL *easy, cairn_curl_ready_callback value, void *context) {
  CURLcode result = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, value);
  if (result == CURLE_OK) result = curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
  return result;
}

CURLcode cairn_curl_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

CURLcode cairn_curl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(easy, info, value);
}

CURLcode cairn_curl_get_pointer(CURL *easy, CURLINFO info, void **value) {
  return curl_easy_getinfo(easy, info, value);
}

CURLcode cairn_curl_global_init(void) {
  return curl_global_init(CURL_GLOBAL_ALL);
}

CURLMcode cairn_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

int cairn_curl_message(const CURLMsg *message, CURL **easy, CURLcode *result) {
  if (message == NULL || message->msg != CURLMSG_DONE) return 0;
  *easy = message->easy_handle;
  *result = message->data.result;
  return 1;
}
